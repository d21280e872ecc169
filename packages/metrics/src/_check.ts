import type { Floats } from "./_sortFloats.ts";
import type { Grid } from "./grid.ts";

/**
 * The scores as floats, finite or refused. Float arrays are returned as they are;
 * anything else is copied to float64.
 *
 * @param name - how the caller knows `scores[i]`, for the message.
 */
export function finiteScores(caller: string, name: string, scores: ArrayLike<number>): Floats {
  if (scores instanceof Float32Array || scores instanceof Float64Array) {
    const bad = firstNotFinite(scores);
    if (bad >= 0) throw notFinite(caller, name, scores, bad);
    return scores;
  }
  const copy = new Float64Array(scores.length);
  for (let i = 0; i < copy.length; i++) {
    if (!Number.isFinite(scores[i])) throw notFinite(caller, name, scores, i);
    copy[i] = scores[i];
  }
  return copy;
}

function firstNotFinite(scores: Floats): number {
  for (let i = 0; i < scores.length; i++) if (scores[i] - scores[i] !== 0) return i; // ∞ - ∞ is NaN
  return -1;
}

function notFinite(caller: string, name: string, scores: ArrayLike<number>, i: number): RangeError {
  return new RangeError(
    `${caller}: expected finite scores, got ${name}[${i}] = ${String(scores[i])}; drop or repair that sample first`,
  );
}

/** The labels as bytes, 0 or 1 or refused. A `Uint8Array` is returned as it is. */
export function binaryLabels(caller: string, labels: ArrayLike<number>): Uint8Array {
  const bytes = toBits(labels);
  if (typeof bytes !== "number") return bytes;
  throw new RangeError(
    `${caller}: expected labels 0 (normal) or 1 (anomalous), got labels[${bytes}] = ${String(labels[bytes])}`,
  );
}

/** The mask as bytes, 0 or 1 or refused with the image and the pixel. */
export function binaryMask(caller: string, name: string, mask: Grid): Uint8Array {
  checkShape(caller, name, mask);
  const bytes = toBits(mask.data);
  if (typeof bytes !== "number") return bytes;
  const row = Math.floor(bytes / mask.width);
  throw new RangeError(
    `${caller}: expected masks of 0 and 1, got ${name}.data[${bytes}] = ${String(mask.data[bytes])} ` +
      `(row ${row}, column ${bytes % mask.width}); binarise masks first, for example value > 127 ? 1 : 0`,
  );
}

/** Throws unless `data` has one number per pixel. */
export function checkShape(caller: string, name: string, grid: Grid): void {
  const { height, width } = grid;
  if (!Number.isInteger(height) || !Number.isInteger(width) || height < 1 || width < 1)
    throw new RangeError(
      `${caller}: expected ${name} with a whole height and width of at least 1, got ${height} x ${width}`,
    );
  if (grid.data.length !== height * width)
    throw new RangeError(
      `${caller}: expected ${name}.data with ${height} x ${width} = ${height * width} values, got ${grid.data.length}`,
    );
}

/** Bytes of 0 and 1, or the index of the first value that is neither. */
function toBits(values: ArrayLike<number>): Uint8Array | number {
  if (values instanceof Uint8Array) {
    const bad = firstAboveOne(values);
    return bad >= 0 ? bad : values;
  }
  const bits = new Uint8Array(values.length);
  for (let i = 0; i < bits.length; i++) {
    const value = values[i];
    if (value !== 0 && value !== 1) return i;
    bits[i] = value;
  }
  return bits;
}

function firstAboveOne(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] > 1) return i;
  return -1;
}

/** Counts the ones of a binary array. */
export function countOnes(bits: Uint8Array): number {
  let ones = 0;
  for (let i = 0; i < bits.length; i++) ones += bits[i];
  return ones;
}
