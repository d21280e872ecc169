import type { Params } from "@flawlens/backbones";
import { tidyOutput } from "@flawlens/ops";
import { frozenDetector, setLearnt } from "../embedding/frozenDetector.ts";
import type { FrozenDetector, FrozenOptions } from "../embedding/frozenDetector.ts";
import type { Gaussians } from "./fitGaussians.ts";
import { scoreCells } from "./scoreCells.ts";
import type { GaussianTensors } from "./scoreCells.ts";

/**
 * A PaDiM: a detector whose parameters are a frozen network's and, once it is fitted, a Gaussian for each cell:
 * `channels`, `means` and `whitening`.
 */
export type Padim = FrozenDetector;

/**
 * A PaDiM (Defard et al. 2021, arXiv:2011.08785) without Gaussians: `fitPadim` gives it some. Until then `outputs`
 * throws. Its embedding is such as `networkEmbedding(resnet18Network, { layers: ["layer2", "layer3"],
 * ...patchJoins.cells })`.
 *
 * @throws {RangeError} If weights of the network are missing, or the images are too small for it.
 *
 * @example
 * const model = createPadim({ embedding, embeddingParams: await readParams(embedding.spec, file) });
 * for await (const event of fitPadim(model, { source, random })) console.log(event.kind);
 */
export function createPadim(options: FrozenOptions): Padim {
  const frozen = frozenDetector("createPadim", options);
  const { embedding, inputSize } = frozen;
  return {
    ...frozen,
    method: "padim",
    scoring:
      "highest pixel of the map, which shows the Mahalanobis distance of each place to the normal images",
    outputs: (params, images) =>
      tidyOutput(() => {
        if (!Object.hasOwn(params, "whitening"))
          throw new RangeError(
            "padim: expected a detector with Gaussians, got one that is not fitted; run fitPadim first",
          );
        const vectors = embedding.embed(params, images);
        return scoreCells(vectors, params as Params & GaussianTensors, inputSize);
      }),
  };
}

/** Gives a PaDiM Gaussians, in place of those it has, which are disposed. */
export function setGaussians(model: Padim, { channels, means, whitening }: Gaussians): void {
  const count = channels.length;
  const cells = means.length / count;
  setLearnt(model, [
    ["channels", [count], Float32Array.from(channels)],
    ["means", [cells, count], means],
    ["whitening", [cells, count, count], whitening],
  ]);
}
