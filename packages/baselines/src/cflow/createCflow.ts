import { initParams } from "@flawlens/backbones";
import type { NetworkLayers, Params, ParamSpec } from "@flawlens/backbones";
import { anomalyType } from "@flawlens/detector";
import type { Detector } from "@flawlens/detector";
import { tidyOutput } from "@flawlens/ops";
import type { RandomStream } from "@flawlens/sampling";
import { max, mul, reshape, sub, tensor, tensor2d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { aggregateLevels } from "./aggregateLevels.ts";
import type { Aggregation } from "./aggregateLevels.ts";
import { flowSpec } from "./flowSpec.ts";
import { logLikelihoods, runFlow } from "./logLikelihoods.ts";
import { positionEncoding } from "./positionEncoding.ts";
import { randomRotation } from "./randomRotation.ts";

/** The parts and settings of a CFlow. */
export interface CflowOptions {
  /** The layers of the frozen network, each a level with a flow of its own. */
  layers: NetworkLayers;
  /** The network's weights. The detector takes them over. */
  layersParams: Params;
  inputSize: { height: number; width: number };
  /** Coupling blocks of each flow; default 8. */
  blocks?: number;
  /** Channels of the encoded position, a multiple of 4; default 128. */
  condition?: number;
  /** Largest |log| of a factor of a coupling; default 1.9. */
  clamp?: number;
  /** How levels become one map; default `"likelihood"`. */
  aggregation?: Aggregation;
  /** Where rotations and initial weights come from. */
  random: RandomStream;
}

/** A CFlow: a detector, and what its training needs. */
export interface Cflow extends Detector {
  layers: NetworkLayers;
  aggregation: Aggregation;
  /** `[h · w, condition]` of each level: the encoded position of each cell, row by row. */
  positions: readonly Float32Array[];
  /**
   * l of vectors of one level, see `logLikelihoods`.
   *
   * @param x - `[N, n, C]`, as the layer gives them.
   * @param condition - `[n, P]`.
   * @returns `[N, n]`.
   */
  likelihoods(params: Params, level: number, x: Tensor3D, condition: Tensor2D): Tensor2D;
}

/** What the names of a level's flow begin with. */
export const flowName = (level: number): string => `decoders.${level}`;
/** What the names of the numbers of a level begin with that no gradient changes. */
export const levelName = (level: number): string => `levels.${level}`;

/**
 * A CFlow (Gudovskiy et al. 2022, arXiv:2107.12571) with flows that are not trained: a conditional normalising flow
 * for each layer models how likely the vector of a cell is at its position. Features may be shifted and scaled first:
 * `levels.<i>.mean` and `.scale` begin as the identity.
 *
 * @throws {RangeError} If the images are too small, or an option cannot work.
 *
 * @example
 * const model = createCflow({ layers, layersParams, inputSize, random: randomStream(7) });
 */
export function createCflow({
  layers,
  layersParams,
  inputSize,
  blocks = 8,
  condition = 128,
  clamp = 1.9,
  aggregation = "likelihood",
  random,
}: CflowOptions): Cflow {
  const positions = layers
    .grids(inputSize)
    .map((grid) => positionEncoding({ ...grid, channels: condition }));
  const own = layers.channels.flatMap((channels, level) => [
    ...levelSpec(levelName(level), channels, aggregation),
    ...flowSpec(flowName(level), { channels, condition, blocks }),
  ]);
  const likelihoods: Cflow["likelihoods"] = (params, level, x, positions) =>
    tidyOutput(() => {
      const { mean, scale } = levelParams(params, level);
      const standard = mul(sub(x, mean), scale) as Tensor3D;
      return logLikelihoods(
        runFlow(params, flowName(level), standard, positions, { blocks, clamp }),
      );
    });
  return {
    method: "cflow",
    types: [anomalyType],
    inputSize: { ...inputSize },
    scoring: "highest pixel of the map, which shows how unlikely the features of each place are",
    layers,
    aggregation,
    positions,
    spec: [...layers.spec, ...own],
    params: { ...layersParams, ...initialParams(own, random) },
    likelihoods,
    outputs: (params, images) =>
      tidyOutput(() => {
        const levels = layers.features(params, images).map((x, level) => {
          const [count, height, width, channels] = x.shape;
          const vectors = reshape(x, [count, height * width, channels]) as Tensor3D;
          const at = tensor2d(positions[level], [height * width, condition]);
          const l = likelihoods(params, level, vectors, at);
          return reshape(l, [count, height, width]) as Tensor3D;
        });
        const highest = levels.map((_, level) => levelParams(params, level).highest);
        const maps = aggregateLevels(levels, { aggregation, highest, size: inputSize });
        return { scores: max(maps as Tensor4D, [1, 2]) as Tensor2D, maps };
      }),
  };
}

function levelSpec(name: string, channels: number, aggregation: Aggregation): ParamSpec[] {
  const vector = { kind: "vector" as const, trainable: false };
  return [
    { ...vector, name: `${name}.mean`, shape: [channels], init: "zeros" },
    { ...vector, name: `${name}.scale`, shape: [1], init: "ones" },
    ...(aggregation === "probability"
      ? [{ ...vector, name: `${name}.highest`, shape: [1], init: "zeros" as const }]
      : []),
  ];
}

function levelParams(params: Params, level: number): Record<"mean" | "scale" | "highest", Tensor> {
  const of = (name: string) => params[`${levelName(level)}.${name}`];
  return { mean: of("mean"), scale: of("scale"), highest: of("highest") };
}

function initialParams(spec: readonly ParamSpec[], random: RandomStream): Params {
  const params = initParams(spec, { random });
  for (const { name, shape } of spec) {
    if (!name.endsWith(".w_perm")) continue;
    params[name].dispose();
    // In memory the transposed rotation, which is as random.
    params[name] = tensor(Float32Array.from(randomRotation(shape[0], random)), [...shape]);
  }
  return params;
}
