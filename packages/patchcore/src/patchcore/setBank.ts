import { checkRows } from "@flawlens/detector";
import type { Rows, WhiteningMap } from "@flawlens/detector";
import { setLearnt } from "../embedding/frozenDetector.ts";
import type { FrozenDetector, Learnt } from "../embedding/frozenDetector.ts";
import { learntWhitening } from "../embedding/whitenedEmbedding.ts";

/** The parameters that hold a memory bank. */
export const [bankName, bankWeightsName] = ["bank", "bankWeights"];

/** What a detector by a memory bank has learnt. */
export interface MemoryBank {
  /** Rows of `model.embedding.size` numbers; of `whitening.count` where vectors are whitened. */
  rows: Rows;
  /** `[rows.count]`: what distances to each row are multiplied by; left out, nothing. */
  weights?: Float32Array;
  /** The whitening that the rows went through; left out, none. */
  whitening?: WhiteningMap;
}

/**
 * Gives a detector a memory bank, in place of the one it has, which is disposed.
 *
 * @throws {RangeError} If the rows are of another size, or there are more or fewer weights than rows.
 *
 * @example
 * setBank(model, { rows: mergeCoverings([monday, tuesday], 1000).rows, whitening });
 */
export function setBank(model: FrozenDetector, { rows, weights, whitening }: MemoryBank): void {
  checkRows("setBank", rows);
  const { size } = model.embedding;
  if (whitening && whitening.size !== size)
    throw new RangeError(
      `setBank: expected a whitening of vectors of ${size} numbers, got one of ${whitening.size}`,
    );
  const wanted = whitening?.count ?? size;
  if (rows.size !== wanted)
    throw new RangeError(`setBank: expected rows of ${wanted} numbers, got rows of ${rows.size}`);
  if (weights && weights.length !== rows.count)
    throw new RangeError(
      `setBank: expected ${rows.count} weights, one a row, got ${weights.length}`,
    );
  const bank: Learnt = [bankName, [rows.count, rows.size], rows.data];
  const own: Learnt[] = weights ? [[bankWeightsName, [rows.count], weights]] : [];
  setLearnt(model, [...(whitening ? learntWhitening(whitening) : []), bank, ...own]);
}
