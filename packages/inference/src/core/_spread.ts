/**
 * Lowest, lower median and highest of the finite values, exact, in linear time: the bits of a float32,
 * with those of negative numbers turned round, rise with the number, so that two counts of 16 bits each
 * find the median. 512 kB while it runs.
 *
 * @returns `null` where no value is finite.
 */
export function spread(data: Float32Array): { low: number; median: number; high: number } | null {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const upper = new Uint32Array(1 << 16);
  let [count, low, high] = [0, Infinity, -Infinity];
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (value - value !== 0) continue; // NaN or infinite
    count++;
    upper[rank(bits[i]) >>> 16]++;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (count === 0) return null;

  const first = find(upper, (count - 1) >> 1);
  const lower = new Uint32Array(1 << 16);
  for (let i = 0; i < data.length; i++) {
    const key = rank(bits[i]);
    if (key >>> 16 === first.bin && data[i] - data[i] === 0) lower[key & 0xffff]++;
  }
  const key = ((first.bin << 16) | find(lower, first.left).bin) >>> 0;
  const found = key >>> 31 ? key ^ 0x80000000 : ~key;
  return { low, median: new Float32Array(Uint32Array.of(found).buffer)[0], high };
}

function rank(bits: number): number {
  return (bits >>> 31 ? ~bits : bits ^ 0x80000000) >>> 0;
}

/** The bin that holds entry `index` of all counted, and how many of the bin's entries come before it. */
function find(counts: Uint32Array, index: number): { bin: number; left: number } {
  let bin = 0;
  let left = index;
  while (left >= counts[bin]) left -= counts[bin++];
  return { bin, left };
}
