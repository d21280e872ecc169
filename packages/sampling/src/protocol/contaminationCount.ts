/**
 * How many anomalies make up a fraction ε of a training set of `clean` normal images and
 * themselves, as multi-cue ADL and LOE count:
 *
 *     n = ⌊ ε/(1 - ε) · N ⌋
 *
 * (the quotient first: another order of operations can differ by one).
 *
 * @param fraction - ε in [0, 1).
 * @param clean - N, a whole number of at least 0.
 * @throws {RangeError} If either is out of range.
 *
 * @example
 * contaminationCount(0.1, 209); // => 23, MVTec AD's bottle
 */
export function contaminationCount(fraction: number, clean: number): number {
  if (!(fraction >= 0 && fraction < 1))
    throw new RangeError(`contaminationCount: expected a fraction in [0, 1), got ${fraction}`);
  if (!Number.isSafeInteger(clean) || clean < 0)
    throw new RangeError(
      `contaminationCount: expected a whole number of clean images, got ${clean}`,
    );
  return Math.floor((fraction / (1 - fraction)) * clean);
}
