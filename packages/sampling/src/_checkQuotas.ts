/** Refuses quotas that are not counts: one whole number of at least 0 for each class. */
export function checkQuotas(quotas: ArrayLike<number>, caller: string): void {
  if (quotas.length === 0)
    throw new RangeError(`${caller}: expected a quota for at least one class, got none`);
  for (let i = 0; i < quotas.length; i++)
    if (!Number.isSafeInteger(quotas[i]) || quotas[i] < 0)
      throw new RangeError(
        `${caller}: expected whole quotas of at least 0, got quotas[${i}] = ${quotas[i]}`,
      );
}
