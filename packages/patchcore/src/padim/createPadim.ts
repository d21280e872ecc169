import type { Params, ParamSpec } from "@flawlens/backbones";
import { anomalyType } from "@flawlens/detector";
import { tidyOutput } from "@flawlens/ops";
import { tensor } from "@tensorflow/tfjs-core";
import { checkEmbeddingParams } from "../embedding/checkEmbeddingParams.ts";
import type { Embedding } from "../embedding/embedding.ts";
import type { Gaussians } from "./fitGaussians.ts";
import type { Padim } from "./padim.ts";
import { scoreCells } from "./scoreCells.ts";
import type { GaussianTensors } from "./scoreCells.ts";

/** The parts and settings of a PaDiM. */
export interface PadimOptions {
  /**
   * The vectors of an image, such as `networkEmbedding(resnet18Network, { layers: ["layer2", "layer3"],
   * ...padimEmbedding })`.
   */
  embedding: Embedding;
  /** The network's weights, as `readParams(embedding.spec, file)` gives them. The detector takes them over. */
  embeddingParams: Params;
  /** Pixels of the square images it takes, or of their sides; default 256. */
  inputSize?: number | { height: number; width: number };
}

/**
 * A PaDiM (Defard et al. 2021, arXiv:2011.08785) without Gaussians: `fitPadim` gives it some. Until then `outputs`
 * throws.
 *
 * @throws {RangeError} If weights of the network are missing, or the images are too small for it.
 *
 * @example
 * const model = createPadim({ embedding, embeddingParams: await readParams(embedding.spec, file) });
 * for await (const event of fitPadim(model, { source, random })) console.log(event.kind);
 */
export function createPadim({ embedding, embeddingParams, inputSize = 256 }: PadimOptions): Padim {
  checkEmbeddingParams("createPadim", embedding, embeddingParams);
  const size =
    typeof inputSize === "number" ? { height: inputSize, width: inputSize } : { ...inputSize };
  embedding.grid(size); // refuses images that are too small
  return {
    method: "padim",
    types: [anomalyType],
    inputSize: size,
    scoring:
      "highest pixel of the map, which shows the Mahalanobis distance of each place to the normal images",
    embedding,
    spec: embedding.spec,
    params: embeddingParams,
    outputs: (params, images) =>
      tidyOutput(() => {
        if (!Object.hasOwn(params, "whitening"))
          throw new RangeError(
            "padim: expected a detector with Gaussians, got one that is not fitted; run fitPadim first",
          );
        const vectors = embedding.embed(params, images);
        return scoreCells(vectors, params as Params & GaussianTensors, size);
      }),
  };
}

/** Gives a PaDiM Gaussians, in place of those it has, which are disposed. */
export function setGaussians(model: Padim, { channels, means, whitening }: Gaussians): void {
  const count = channels.length;
  const cells = means.length / count;
  const own: [name: string, shape: number[], data: Float32Array][] = [
    ["channels", [count], Float32Array.from(channels)],
    ["means", [cells, count], means],
    ["whitening", [cells, count, count], whitening],
  ];
  const replaced = own.flatMap(([name]) => model.params[name] ?? []);
  model.params = {
    ...model.params,
    ...Object.fromEntries(own.map(([name, shape, data]) => [name, tensor(data, shape)])),
  };
  const specs = own.map(([name, shape]): ParamSpec => {
    return { name, shape, kind: "plain", trainable: false };
  });
  model.spec = [...model.embedding.spec, ...specs];
  for (const old of replaced) old.dispose();
}
