/**
 * 1 with probability 1 - p, else 0, `count` times: two draws of `random` seed a fast generator
 * (xorshift128, Marsaglia 2003), as a step of training takes a hundred million. p counts to 1/65536.
 */
export function dropoutMask(count: number, probability: number, random: () => number): Uint8Array {
  const seed = () => Math.floor(random() * 2 ** 32);
  let [x, y, z, w] = [seed(), seed(), 0x9e3779b9, 0x7f4a7c15];
  const threshold = Math.round(probability * 65536);
  const next = () => {
    const t = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return w;
  };
  for (let i = 0; i < 16; i++) next(); // the constants have left the state
  const mask = new Uint8Array(count);
  for (let i = 0; i < count; i += 2) {
    const bits = next();
    mask[i] = (bits & 0xffff) >= threshold ? 1 : 0;
    if (i + 1 < count) mask[i + 1] = bits >>> 16 >= threshold ? 1 : 0;
  }
  return mask;
}
