/**
 * Lowest, lower median and highest of the finite values, exact, in linear time: the bits of a float32,
 * with those of negative numbers turned round, rise with the number, so that two counts of 16 bits each
 * find the median. 512 kB while it runs.
 *
 * @returns `null` where no value is finite.
 */
export function spread(data: Float32Array): { low: number; median: number; high: number } | null {
  const bits = new Int32Array(data.buffer, data.byteOffset, data.length);
  const upper = new Uint32Array(1 << 16);
  const notFinite = 0x7f800000; // the bits of the exponent, all 1 in NaN and infinity only
  let count = 0;
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < data.length; i++) {
    const own = bits[i];
    if ((own & notFinite) === notFinite) continue;
    count++;
    upper[rank(own) >>> 16]++;
    const value = data[i];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (count === 0) return null;

  const { bin, left } = find(upper, (count - 1) >> 1);
  const lower = new Uint32Array(1 << 16);
  for (let i = 0; i < data.length; i++) {
    const own = bits[i];
    const key = rank(own);
    if (key >>> 16 === bin && (own & notFinite) !== notFinite) lower[key & 0xffff]++;
  }
  const key = (bin << 16) | find(lower, left).bin;
  const found = key < 0 ? key ^ (1 << 31) : ~key;
  return { low, median: new Float32Array(Int32Array.of(found).buffer)[0], high };
}

/** Bits that rise with the number, read as unsigned; they stay a signed integer, which is faster to count by. */
function rank(bits: number): number {
  return bits ^ ((bits >> 31) | (1 << 31));
}

/** The bin that holds entry `index` of all counted, and how many of the bin's entries come before it. */
function find(counts: Uint32Array, index: number): { bin: number; left: number } {
  let bin = 0;
  let left = index;
  while (left >= counts[bin]) left -= counts[bin++];
  return { bin, left };
}
