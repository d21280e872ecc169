/**
 * The schedule of λ that comes with the method: ten times λ at the end of burn-in (step T), linearly
 * down to λ at step 3·T, λ from there on. The released code computes it and does not use it; an option.
 *
 * @param step - The number of the step, from 0.
 * @param options - `burnIn`: T, in steps.
 */
export function annealedLambda(
  step: number,
  { lambda, burnIn }: { lambda: number; burnIn: number },
): number {
  if (burnIn <= 0) return lambda;
  const done = Math.min(1, Math.max(0, (step - burnIn) / (2 * burnIn)));
  return lambda * (10 - 9 * done);
}
