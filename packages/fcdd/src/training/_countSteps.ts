import type { Sampler } from "@flawlens/sampling";

/** Steps of the whole run: the sampler is run through its epochs and set back. */
export function countSteps(
  sampler: Sampler,
  { batchSize, steps, epochs }: { batchSize: number; steps: number; epochs: number },
): number {
  if (epochs === Infinity) return steps;
  const start = sampler.state();
  let step = 0;
  for (let epoch = 0; epoch < epochs && step < steps; step++) {
    for (let i = 0; i < batchSize; i++) sampler.next();
    if (!sampler.epochDone()) continue;
    sampler.startEpoch();
    epoch++;
  }
  sampler.restore(start);
  return step;
}
