import type { Params } from "@flawlens/backbones";
import { anomalyType } from "@flawlens/detector";
import type { Detector } from "@flawlens/detector";
import { tensor } from "@tensorflow/tfjs-core";
import { checkEmbeddingParams } from "./checkEmbeddingParams.ts";
import type { Embedding } from "./embedding.ts";

/** What a detector on frozen features starts from. */
export interface FrozenOptions {
  /**
   * The vectors of an image, such as `networkEmbedding(efficientnetLite0Network, { layers: ["stage8",
   * "stage16"] })`.
   */
  embedding: Embedding;
  /** The network's weights, as `readParams(embedding.spec, file)` gives them. The detector takes them over. */
  embeddingParams: Params;
  /** Pixels of the square images it takes, or of their sides; default 256. */
  inputSize?: number | { height: number; width: number };
}

/** A detector whose parameters are a frozen network's and, once it is fitted, what it has learnt. */
export interface FrozenDetector extends Detector {
  embedding: Embedding;
}

/**
 * What all detectors on frozen features have in common before they are fitted: one type, the network's parameters.
 *
 * @throws {RangeError} If weights of the network are missing, or the images are too small for it.
 */
export function frozenDetector(
  caller: string,
  { embedding, embeddingParams, inputSize = 256 }: FrozenOptions,
): Pick<FrozenDetector, "types" | "inputSize" | "embedding" | "spec" | "params"> {
  checkEmbeddingParams(caller, embedding, embeddingParams);
  const size =
    typeof inputSize === "number" ? { height: inputSize, width: inputSize } : { ...inputSize };
  embedding.grid(size); // refuses images that are too small
  return {
    types: [anomalyType],
    inputSize: size,
    embedding,
    spec: embedding.spec,
    params: embeddingParams,
  };
}

/** A parameter that a detector has learnt: name, shape and values. */
export type Learnt = readonly [name: string, shape: number[], data: Float32Array];

/** Gives a detector what it has learnt, in place of all that it had learnt before, which is disposed. */
export function setLearnt(model: FrozenDetector, learnt: readonly Learnt[]): void {
  const { embedding, params } = model;
  const frozen = new Set(embedding.spec.map(({ name }) => name));
  const split = (keep: boolean) =>
    Object.entries(params).filter(([name]) => frozen.has(name) === keep);
  model.params = {
    ...Object.fromEntries(split(true)),
    ...Object.fromEntries(learnt.map(([name, shape, data]) => [name, tensor(data, shape)])),
  };
  model.spec = [
    ...embedding.spec,
    ...learnt.map(([name, shape]) => {
      return { name, shape, kind: "plain" as const, trainable: false };
    }),
  ];
  for (const [, old] of split(false)) old.dispose();
}
