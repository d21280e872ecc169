/** Speed of the random stream, the sampler and the epoch length: `pnpm bench`, or this file by tsx. */
import {
  balancedEpochLength,
  balancedSampler,
  normal,
  randomStream,
  shuffle,
  simulateEpochLength,
} from "../src/index.ts";

const realIad = [54066, 900, 300, 500, 450, 250, 500, 100, 774];

/** Median and quartiles of `runs` timings of `work`, in ms, after one to warm up. */
function time(name: string, runs: number, work: () => unknown, perCall = 1): number {
  work();
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  const [low, median, high] = [0.25, 0.5, 0.75].map((q) => times[Math.floor(q * (runs - 1))]);
  const each = perCall > 1 ? `  ${((1e6 * median) / perCall).toFixed(1)} ns each` : "";
  const spread = `(${low.toFixed(2)} to ${high.toFixed(2)})`;
  console.log(`${name.padEnd(58)} ${median.toFixed(2).padStart(9)} ms ${spread.padEnd(20)}${each}`);
  return median;
}

/** `trials` epochs with every draw made: what `simulateEpochLength` does not do. */
function literally(quotas: number[], trials: number): number {
  const random = randomStream(1);
  const missing = new Int32Array(quotas.length);
  let draws = 0;
  for (let trial = 0; trial < trials; trial++) {
    missing.set(quotas);
    for (let unmet = quotas.length; unmet > 0; draws++)
      if (--missing[Math.floor(random() * quotas.length)] === 0) unmet--;
  }
  return draws / trials;
}

const random = randomStream(1);
const million = Array.from({ length: 1_000_000 }, (_, i) => i);
time("randomStream, 1e6 numbers", 15, () => million.forEach(() => random()), 1e6);
time("normal, 1e6 numbers", 15, () => million.forEach(() => normal(random)), 1e6);
time("shuffle, 1e6 items", 9, () => shuffle(million, random), 1e6);

let next = 0;
const groups = realIad.map((size) => Array.from({ length: size }, () => next++));
const sampler = balancedSampler({ groups, random: randomStream(2) });
time(
  "balancedSampler, 1e6 draws, Real-IAD's 9 classes",
  9,
  () => million.forEach(sampler.next),
  1e6,
);
time("balancedSampler, state saved and restored", 9, () => sampler.restore(sampler.state()));

time("balancedEpochLength, Real-IAD's quotas", 25, () => balancedEpochLength(realIad));
time("balancedEpochLength, 9 x 5000", 25, () => balancedEpochLength(Array(9).fill(5000)));

const trials = 20;
const simulated = time("simulateEpochLength, 10,000 epochs of Real-IAD", 9, () =>
  simulateEpochLength(realIad, { random, trials: 10_000 }),
);
const literal = time(`the same draw by draw, ${trials} epochs`, 3, () =>
  literally(realIad, trials),
);
console.log(
  `draw by draw / simulateEpochLength, per epoch: ${((literal / trials / simulated) * 10_000).toFixed(0)} x`,
);
