import type { Params, ParamSpec } from "@flawlens/backbones";
import { anomalyType } from "@flawlens/detector";
import { tidyOutput } from "@flawlens/ops";
import { tensor2d } from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { checkRows } from "../bank/rows.ts";
import type { Rows } from "../bank/rows.ts";
import { checkEmbeddingParams } from "../embedding/checkEmbeddingParams.ts";
import type { Embedding } from "../embedding/embedding.ts";
import { neighborWeighting } from "../weighting/neighborWeighting.ts";
import type { Weighting } from "../weighting/weighting.ts";
import type { Patchcore } from "./patchcore.ts";
import { scorePatches } from "./scorePatches.ts";

/** The parts and settings of a PatchCore. */
export interface PatchcoreOptions {
  /**
   * The vectors of an image, such as `networkEmbedding(efficientnetLite0Network, { layers: ["stage8",
   * "stage16"] })`.
   */
  embedding: Embedding;
  /** The network's weights, as `readParams(embedding.spec, file)` gives them. The detector takes them over. */
  embeddingParams: Params;
  /** Pixels of the square images it takes, or of their sides; default 256. */
  inputSize?: number | { height: number; width: number };
  /** The factor of the largest distance in an image's score. Default {@link neighborWeighting} of 9 neighbors. */
  weighting?: Weighting;
}

/**
 * A PatchCore (Roth et al. 2022, arXiv:2106.08265) without a memory bank: `fitPatchcore` gives it one. Until then
 * `outputs` throws.
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
  embedding,
  embeddingParams,
  inputSize = 256,
  weighting = neighborWeighting(),
}: PatchcoreOptions): Patchcore {
  checkEmbeddingParams("createPatchcore", embedding, embeddingParams);
  const size =
    typeof inputSize === "number" ? { height: inputSize, width: inputSize } : { ...inputSize };
  embedding.grid(size); // refuses images that are too small
  return {
    method: "patchcore",
    types: [anomalyType],
    inputSize: size,
    scoring: `distance of the most unusual patch to the nearest one of the normal images, ${weighting.name}`,
    embedding,
    weighting,
    spec: embedding.spec,
    params: embeddingParams,
    outputs: (params, images) =>
      tidyOutput(() => {
        if (!Object.hasOwn(params, bankName))
          throw new RangeError(
            "patchcore: expected a detector with a memory bank, got one that is not fitted; run fitPatchcore first",
          );
        const patches = embedding.embed(params, images);
        const bank = params[bankName] as Tensor2D;
        return scorePatches(patches, bank, { weighting, inputSize: size });
      }),
  };
}

/** The parameter that holds the memory bank. */
const bankName = "bank";

/**
 * Gives a PatchCore a memory bank, in place of the one it has, which is disposed.
 *
 * @param bank - Rows of `model.embedding.size` numbers.
 * @throws {RangeError} If the rows are of another size.
 */
export function setBank(model: Patchcore, bank: Rows): void {
  checkRows("setBank", bank);
  if (bank.size !== model.embedding.size)
    throw new RangeError(
      `setBank: expected rows of ${model.embedding.size} numbers, got rows of ${bank.size}`,
    );
  const shape: [number, number] = [bank.count, bank.size];
  const own: ParamSpec = { name: bankName, shape, kind: "plain", trainable: false };
  const { [bankName]: old, ...rest } = model.params;
  model.params = { ...rest, [bankName]: tensor2d(bank.data, shape) };
  model.spec = [...model.embedding.spec, own];
  old?.dispose();
}
