import { tidyOutput } from "@flawlens/ops";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { frozenDetector } from "../embedding/frozenDetector.ts";
import type { FrozenDetector, FrozenOptions } from "../embedding/frozenDetector.ts";
import { whitenedEmbedding, whitenedSize } from "../embedding/whitenedEmbedding.ts";
import { mhpatchcoreScoring, patchScoring, softpatchScoring } from "../scoring/patchScoring.ts";
import type { Scoring } from "../scoring/scoring.ts";
import { bankName, bankWeightsName } from "./setBank.ts";

/** The parts and settings of a detector by a memory bank. */
export interface PatchcoreOptions extends FrozenOptions {
  /** How distances to the memory bank become scores and maps. Default that of the method. */
  scoring?: Scoring;
}

/**
 * A detector by a memory bank: PatchCore, MH-PatchCore or SoftPatch. Its parameters are a frozen network's and, once
 * it is fitted, its memory bank `bank`, and where it has them the weights of its rows, and a whitening.
 */
export type Patchcore = FrozenDetector;

/**
 * A PatchCore (Roth et al. 2022, arXiv:2106.08265) without a memory bank: `fitPatchcore` gives it one. Until then
 * `outputs` throws. Default scoring: {@link patchScoring}.
 *
 * Scoring takes `4 · cells · rows` bytes an image for the distances to the bank: 9 MB for 32 x 32 cells and 2,140
 * rows.
 *
 * @throws {RangeError} If weights of the network are missing, or the images are too small for it.
 *
 * @example
 * const model = createPatchcore({ embedding, embeddingParams: await readParams(embedding.spec, file) });
 * for await (const event of fitPatchcore(model, { source, random })) console.log(event.kind);
 */
export function createPatchcore({
  scoring = patchScoring(),
  ...options
}: PatchcoreOptions): Patchcore {
  return create(options, { method: "patchcore", fit: "fitPatchcore", scoring });
}

/**
 * An MH-PatchCore (Ferrari et al. 2026, arXiv:2605.27748) without a memory bank: `fitMhpatchcore` gives it one, and a
 * whitening. Until then `outputs` throws. Default scoring: {@link mhpatchcoreScoring}.
 *
 * @throws {RangeError} If weights of the network are missing, or the images are too small for it.
 *
 * @example
 * const model = createMhpatchcore({ embedding, embeddingParams });
 * for await (const event of fitMhpatchcore(model, { source })) console.log(event.kind);
 */
export function createMhpatchcore({
  scoring = mhpatchcoreScoring(),
  ...options
}: PatchcoreOptions): Patchcore {
  return create(options, { method: "mhpatchcore", fit: "fitMhpatchcore", scoring });
}

/**
 * A SoftPatch (Jiang et al. 2022, arXiv:2403.14233) without a memory bank: `fitSoftpatch` gives it one, and weights of
 * its rows. Until then `outputs` throws. Default scoring: {@link softpatchScoring}.
 *
 * @throws {RangeError} If weights of the network are missing, or the images are too small for it.
 *
 * @example
 * const model = createSoftpatch({ embedding, embeddingParams });
 * for await (const event of fitSoftpatch(model, { source, random })) console.log(event.kind);
 */
export function createSoftpatch({
  scoring = softpatchScoring(),
  ...options
}: PatchcoreOptions): Patchcore {
  return create(options, { method: "softpatch", fit: "fitSoftpatch", scoring });
}

function create(
  options: FrozenOptions,
  { method, fit, scoring }: { method: string; fit: string; scoring: Scoring },
): Patchcore {
  const frozen = frozenDetector(fit.replace("fit", "create"), options);
  const { embedding, inputSize } = frozen;
  return {
    ...frozen,
    method,
    scoring: scoring.name,
    outputs: (params, images) =>
      tidyOutput(() => {
        if (!Object.hasOwn(params, bankName))
          throw new RangeError(
            `${method}: expected a detector with a memory bank, got one that is not fitted; run ${fit} first`,
          );
        const count = whitenedSize(params);
        const embedded = count === undefined ? embedding : whitenedEmbedding(embedding, count);
        return scoring.outputs({
          patches: embedded.embed(params, images),
          bank: params[bankName] as Tensor2D,
          bankWeights: params[bankWeightsName] as Tensor1D | undefined,
          inputSize,
        });
      }),
  };
}
