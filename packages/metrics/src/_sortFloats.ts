/** Scores in the precision they came in: float32 stays float32. */
export type Floats = Float32Array | Float64Array;

const DIGITS = [
  { shift: 0, mask: 2047 },
  { shift: 11, mask: 2047 },
  { shift: 22, mask: 1023 },
];
const SIGN = 512; // the top bit of the top digit
const SMALL = 2048; // below this the histograms cost more than a comparison sort
const LONG = 64; // a run for which insertion costs more than a comparison sort
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * Sorts finite floats, lowest first, by a least-significant-digit radix sort on
 * their bit patterns: three passes of 11, 11 and 10 bits a 32-bit word, a pass
 * skipped where all values share the digit. `-0` comes right before `0`; the two
 * compare equal.
 *
 * For float64 only the upper words are sorted by radix (unless a payload must follow): values that
 * share an upper word are few, and a comparison sort puts them in order.
 *
 * Linear time on all but float64 that agree in their first 20 mantissa bits, at
 * worst N log N there. One scratch copy of `values` (and of `payload`); both arguments
 * are used as the other half of the workspace, so use only what is returned.
 *
 * @param values - finite; overwritten.
 * @param payload - one entry per value, moved along with it; overwritten.
 */
export function sortFloats<F extends Floats>(
  values: F,
  payload?: Uint32Array,
): { values: F; payload: Uint32Array | undefined } {
  const n = values.length;
  if (n < SMALL && payload === undefined) return { values: values.sort() as F, payload };

  const words = values instanceof Float32Array ? 1 : 2; // 32-bit words a value
  let from: Uint32Array = new Uint32Array(values.buffer, values.byteOffset, n * words);
  let to: Uint32Array = new Uint32Array(n * words);
  let carried = payload;
  let spare: Uint32Array | undefined = payload && new Uint32Array(n);

  const upperOnly = words === 2 && carried === undefined;
  for (let significance = upperOnly ? 1 : 0; significance < words; significance++) {
    const word = LITTLE_ENDIAN ? significance : words - 1 - significance;
    const histograms = countDigits(from, words, word);
    for (const [pass, { shift, mask }] of DIGITS.entries()) {
      const counts = histograms[pass];
      const signed = significance === words - 1 && pass === DIGITS.length - 1;
      const sign = signed ? SIGN : mask + 1; // digits from here on belong to negative values
      const first = (from[word] >>> shift) & mask;
      if (counts[first] === n && first < sign) continue;
      toHeads(counts, sign);
      if (words === 1 && carried === undefined) moveWords(from, to, shift, mask, sign, counts);
      else moveRecords(from, to, words, word, shift, mask, sign, counts, carried, spare);
      [from, to] = [to, from];
      [carried, spare] = [spare, carried];
    }
  }

  const { buffer, byteOffset } = from;
  if (words === 1)
    return { values: new Float32Array(buffer, byteOffset, n) as F, payload: carried };
  const sorted = new Float64Array(buffer, byteOffset, n);
  if (upperOnly) finishRuns(sorted, from, LITTLE_ENDIAN ? 1 : 0);
  return { values: sorted as F, payload: carried };
}

/** Sorts each run of values that share their upper word. */
function finishRuns(values: Float64Array, bits: Uint32Array, upper: number): void {
  for (let start = 0; start < values.length;) {
    const shared = bits[2 * start + upper];
    let end = start + 1;
    let inOrder = true;
    while (end < values.length && bits[2 * end + upper] === shared) {
      if (values[end] < values[end - 1]) inOrder = false;
      end++;
    }
    if (!inOrder) {
      if (end - start > LONG) values.subarray(start, end).sort();
      else insertionSort(values, start, end);
    }
    start = end;
  }
}

function insertionSort(values: Float64Array, start: number, end: number): void {
  for (let i = start + 1; i < end; i++) {
    const value = values[i];
    let place = i;
    for (; place > start && values[place - 1] > value; place--) values[place] = values[place - 1];
    values[place] = value;
  }
}

function countDigits(from: Uint32Array, words: number, word: number): Uint32Array[] {
  const low = new Uint32Array(2048);
  const middle = new Uint32Array(2048);
  const high = new Uint32Array(1024);
  for (let i = word; i < from.length; i += words) {
    const bits = from[i];
    low[bits & 2047]++;
    middle[(bits >>> 11) & 2047]++;
    high[bits >>> 22]++;
  }
  return [low, middle, high];
}

/**
 * Turns counts into the place where each digit's first value goes. Negative floats
 * grow in magnitude with their bits, so their digits are laid out from the last
 * to the first, before all others, and each is filled from its end.
 */
function toHeads(counts: Uint32Array, sign: number): void {
  let place = 0;
  for (let digit = counts.length - 1; digit >= sign; digit--) {
    place += counts[digit];
    counts[digit] = place; // one past its end
  }
  for (let digit = 0; digit < Math.min(sign, counts.length); digit++) {
    const count = counts[digit];
    counts[digit] = place;
    place += count;
  }
}

function moveWords(
  from: Uint32Array,
  to: Uint32Array,
  shift: number,
  mask: number,
  sign: number,
  heads: Uint32Array,
): void {
  for (let i = 0; i < from.length; i++) {
    const bits = from[i];
    const digit = (bits >>> shift) & mask;
    to[digit < sign ? heads[digit]++ : --heads[digit]] = bits;
  }
}

function moveRecords(
  from: Uint32Array,
  to: Uint32Array,
  words: number,
  word: number,
  shift: number,
  mask: number,
  sign: number,
  heads: Uint32Array,
  carried: Uint32Array | undefined,
  spare: Uint32Array | undefined,
): void {
  const wide = words === 2;
  for (let at = 0, i = 0; at < from.length; at += words, i++) {
    const digit = (from[at + word] >>> shift) & mask;
    const place = digit < sign ? heads[digit]++ : --heads[digit];
    const into = wide ? place << 1 : place;
    to[into] = from[at];
    if (wide) to[into + 1] = from[at + 1];
    if (spare !== undefined && carried !== undefined) spare[place] = carried[i];
  }
}
