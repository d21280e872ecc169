import { convSpec, initParams, statisticsSpec } from "@flawlens/backbones";
import type { Params, ParamSpec } from "@flawlens/backbones";
import { resnet18Backbone } from "./backbone.ts";
import type { Backbone } from "./backbone.ts";
import { checkFusion, referenceScales } from "./cues.ts";
import type { Cues, CueScale } from "./cues.ts";
import { referenceMode } from "./modes.ts";
import type { Mode } from "./modes.ts";

/** Of every batch normalisation: PyTorch's default. */
const epsilon = 1e-5;

/** What a detector is made of. */
export interface AdlOptions {
  /** Default {@link resnet18Backbone}, the paper's. */
  backbone?: Backbone;
  /** Default {@link referenceMode}; {@link paperMode}, {@link adlMode}, or a record of your own. */
  mode?: Mode;
  /** Pixels of the square images it takes; default 256. */
  inputSize?: number;
  /** Filters of the segmentation head; default 64. */
  segmentationWidth?: number;
  /** ρ of equations 2 and 8; default 0.1. */
  topFraction?: number;
  /**
   * Whether features are first normalised channel by channel, by the batch in training and by running
   * statistics after: lets heads learn fast where layers have very different scales. Default true for a
   * frozen backbone, false (as in the paper) for a trained one.
   */
  normalizeFeatures?: boolean;
  /** How cues are brought to [0, 1]; default {@link referenceScales}. */
  scales?: Cues<CueScale>;
  /**
   * The backbone's weights under its own names, as `readParams(backbone.spec, file)` gives them. The
   * detector takes them over. Default random ones, for a trainable backbone only.
   */
  backboneParams?: Params;
  /** Where random weights come from, uniform in [0, 1). */
  random: () => number;
}

/** A detector: its parts, and the values of its parameters now. */
export interface Adl {
  backbone: Backbone;
  mode: Mode;
  inputSize: { height: number; width: number };
  topFraction: number;
  normalizeFeatures: boolean;
  scales: Cues<CueScale>;
  /** Every parameter, under the names of the released checkpoint. */
  spec: ParamSpec[];
  /** By the names of `spec`. Training replaces the record and disposes what it replaced. */
  params: Params;
}

/**
 * A multi-cue detector: a backbone, its features joined at one resolution, and three heads.
 * With ResNet-18 it has 22,465,540 parameters, and `loadParams(model.spec, ...)` takes the state
 * dict of the released code.
 *
 * @throws {RangeError} If the input does not divide into the coarsest cells, an option is out of
 *   range, or weights of the backbone are missing.
 *
 * @example
 * const model = createAdl({ random: randomStream(7) });
 * countParams(model.spec); // => 22465540
 */
export function createAdl({
  backbone = resnet18Backbone(),
  mode = referenceMode,
  inputSize = 256,
  segmentationWidth = 64,
  topFraction = 0.1,
  normalizeFeatures = !backbone.trainable,
  scales = referenceScales,
  backboneParams,
  random,
}: AdlOptions): Adl {
  checkFusion("createAdl", mode.fusion);
  const coarsest = backbone.stride * 2 ** (backbone.channels.length - 1);
  if (!Number.isInteger(inputSize / coarsest) || inputSize < coarsest)
    throw new RangeError(
      `createAdl: expected an inputSize that ${coarsest}, the stride of ${backbone.name}, divides, got ${inputSize}`,
    );
  if (!(topFraction > 0 && topFraction <= 1))
    throw new RangeError(`createAdl: expected a topFraction in (0, 1], got ${topFraction}`);
  if (!Number.isInteger(segmentationWidth) || segmentationWidth < 1)
    throw new RangeError(
      `createAdl: expected a segmentationWidth of at least 1, got ${segmentationWidth}`,
    );
  const backboneSpec = prefixed(backbone);
  const statistics = normalizeFeatures
    ? backbone.channels.flatMap((count, i) => statisticsSpec(`input.${i}`, count))
    : [];
  const own = [...statistics, ...upSpec(backbone, mode), ...headSpec(backbone, segmentationWidth)];
  const given = checkedParams(backbone, backboneParams);
  return {
    backbone,
    mode,
    inputSize: { height: inputSize, width: inputSize },
    topFraction,
    normalizeFeatures,
    scales,
    spec: [...backboneSpec, ...own],
    params: {
      ...(given
        ? Object.fromEntries(Object.entries(given).map(([name, x]) => [prefix + name, x]))
        : initParams(backboneSpec, { random })),
      ...initParams(own, { random }),
    },
  };
}

/** Names of the parameters that training moves by gradient. */
export function trainableNames({ spec }: Pick<Adl, "spec">): string[] {
  return spec.filter(({ trainable }) => trainable).map(({ name }) => name);
}

const prefix = "feature_extractor.net.";

/** The backbone's parameters; frozen ones are not trainable. */
function prefixed({ spec, trainable }: Backbone): ParamSpec[] {
  return spec.map((param) => ({
    ...param,
    name: prefix + param.name,
    trainable: param.trainable && trainable,
    ...(param.norm && { norm: { ...param.norm, name: prefix + param.norm.name } }),
  }));
}

/** The up-blocks: one for each doubling of each coarser scale. */
function upSpec({ channels }: Backbone, { upsampling }: Mode): ParamSpec[] {
  if (upsampling === "bilinear") return [];
  return channels.slice(1).flatMap((count, i) =>
    Array.from({ length: i + 1 }, (_, step) => {
      const name = `feature_extractor.upsample${i + 3}_${step + 1}`;
      const shape = { from: count, to: 2 * count, kernel: 3, bias: false };
      return convSpec(`${name}.1`, { ...shape, norm: { name: `${name}.2`, epsilon } });
    }).flat(),
  );
}

function headSpec({ channels, stride }: Backbone, width: number): ParamSpec[] {
  const joined = channels.reduce((sum, count) => sum + count, 0);
  const coarsest = channels[channels.length - 1];
  const init = { uniform: 1 / Math.sqrt(coarsest) };
  const conv = (name: string, norm: string, from: number) =>
    convSpec(name, { from, to: width, kernel: 3, bias: true, norm: { name: norm, epsilon } });
  return [
    ...convSpec("anomaly_head.scoring", { from: joined, to: 1, kernel: 1, bias: true }),
    { name: "prob_head.fc.weight", shape: [1, coarsest], kind: "linear", trainable: true },
    { name: "prob_head.fc.bias", shape: [1], kind: "vector", init, trainable: true },
    ...conv("db1.0", "db1.1", joined),
    ...conv("db1.3", "db1.4", width),
    ...Array.from({ length: Math.log2(stride) }, (_, i) =>
      conv(`up${i + 1}.1`, `up${i + 1}.2`, width),
    ).flat(),
    ...convSpec("fin_out.0", { from: width, to: 2, kernel: 3, bias: true }),
  ];
}

function checkedParams(backbone: Backbone, params: Params | undefined): Params | undefined {
  if (!params) {
    if (backbone.trainable) return undefined;
    throw new RangeError(
      `createAdl: expected backboneParams for the frozen backbone ${backbone.name}, got none; ` +
        `give readParams(backbone.spec, file) or choose a trainable backbone`,
    );
  }
  const missing = backbone.spec.filter(
    ({ name, kind }) => kind !== "counter" && !Object.hasOwn(params, name),
  );
  if (missing.length > 0)
    throw new RangeError(
      `createAdl: expected every parameter of ${backbone.name}, got none named ` +
        missing.map(({ name }) => name).join(", "),
    );
  return params;
}
