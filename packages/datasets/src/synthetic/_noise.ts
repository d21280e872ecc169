/** A smooth random function of the plane. */
export type Noise = (x: number, y: number) => number;

/**
 * Value noise: a hash of the seed at every whole point, smoothly blended between.
 * Integer arithmetic only in the hash, so the same everywhere.
 *
 * @returns A function with values in [0, 1], features about one unit wide.
 */
export function latticeNoise(seed: number): Noise {
  return (x, y) => {
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    const fx = x - x0;
    const fy = y - y0;
    const sx = fx * fx * (3 - 2 * fx);
    const sy = fy * fy * (3 - 2 * fy);
    const a = hash(x0, y0, seed);
    const b = hash(x0 + 1, y0, seed);
    const c = hash(x0, y0 + 1, seed);
    const d = hash(x0 + 1, y0 + 1, seed);
    const top = a + (b - a) * sx;
    return top + (c + (d - c) * sx - top) * sy;
  };
}

/** `octaves` layers of value noise, each twice as fine and half as strong; values in [0, 1]. */
export function fractalNoise(seed: number, octaves: number): Noise {
  const layers = Array.from({ length: octaves }, (_, i) => latticeNoise(seed + i * 7919));
  const total = 2 - 2 ** (1 - octaves);
  return (x, y) => {
    let sum = 0;
    let weight = 1;
    for (const layer of layers) {
      sum += weight * layer(x, y);
      weight /= 2;
      x = x * 2 + 17.3;
      y = y * 2 - 9.1;
    }
    return sum / total;
  };
}

/** Uniform in [0, 1) for a point of the lattice. */
export function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 0x1_0000_0000;
}
