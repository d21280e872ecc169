import { normal } from "./normal.ts";
import type { Random } from "./randomStream.ts";

/**
 * A number from the gamma distribution of this shape (at least 1) and scale 1, by the
 * rejection of Marsaglia & Tsang 2000 (doi:10.1145/358407.358414): exact, about 1.05 tries.
 */
export function gammaVariate(shape: number, random: Random): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}
