/**
 * `count` independent values: 1 with probability 1 - p, otherwise 0. A training step needs a hundred
 * million of them, so the distances from one 0 to the next are drawn instead: geometric numbers from a
 * table, by a fast generator (xorshift128, Marsaglia 2003) that two draws of `random` seed. Each p is
 * met within a relative error of about 1/8000.
 */
export function dropoutMask(count: number, probability: number, random: () => number): Uint8Array {
  const mask = new Uint8Array(count).fill(1);
  if (probability <= 0) return mask;
  const { gaps, most } = gapTable(probability);
  const next = xorshift(random);
  let at = 0;
  while (at < count) {
    const bits = next();
    const [gap, second] = [gaps[bits & 0xffff], gaps[bits >>> 16]];
    at += gap;
    if (gap < most) mask[at++] = 0; // past the end it is lost; else none among these, and it goes on
    at += second;
    if (second < most) mask[at++] = 0;
  }
  return mask;
}

/**
 * The number of 1s before the next 0, for each of 65536 equally likely draws; numbers above `most` are stored
 * as `most`.
 */
function gapTable(probability: number): { gaps: Uint8Array; most: number } {
  const fall = Math.log1p(-probability);
  const eighth = Math.floor(Math.log(1 / 8) / fall); // so many are left to go on
  const most = Math.min(255, Math.max(1, eighth));
  const gaps = new Uint8Array(65536);
  for (let i = 0; i < gaps.length; i++)
    gaps[i] = Math.min(most, Math.floor(Math.log((i + 0.5) / 65536) / fall));
  return { gaps, most };
}

/** A generator that gives 32 random bits at each call. */
function xorshift(random: () => number): () => number {
  const seed = () => Math.floor(random() * 2 ** 32);
  let [x, y, z, w] = [seed(), seed(), 0x9e3779b9, 0x7f4a7c15];
  const next = () => {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return w;
  };
  for (let i = 0; i < 16; i++) next(); // the constants have left the state
  return next;
}
