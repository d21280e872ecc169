import { logGamma } from "./_logGamma.ts";
import type { Random } from "./randomStream.ts";

/** A count from the Poisson distribution of this mean (at least 0). */
export function poissonVariate(mean: number, random: Random): number {
  return mean < 10 ? byProducts(mean, random) : byRejection(mean, random);
}

/** Arrivals of rate 1 before time `mean`: one uniform number each. */
function byProducts(mean: number, random: Random): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = 1 - random(); product > limit; product *= 1 - random()) count++;
  return count;
}

/** Transformed rejection with squeeze, PTRS of Hörmann 1993 (doi:10.1016/0167-6687(93)90997-4). */
function byRejection(mean: number, random: Random): number {
  const logMean = Math.log(mean);
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random() - 0.5;
    const v = 1 - random();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= squeeze) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const logRatio = Math.log((v * inverseAlpha) / (a / (us * us) + b));
    if (logRatio <= k * logMean - mean - logGamma(k + 1)) return k;
  }
}
