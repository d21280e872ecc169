/** A seed as it was typed. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`expected a whole number, got "${text}"`);
  return value;
}
