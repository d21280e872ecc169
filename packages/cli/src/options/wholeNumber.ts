import { InvalidArgumentError } from "commander";

/** Reads an option that is a whole number of at least 0: "7". */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError(`Expected a whole number of at least 0, got "${text}".`);
  return value;
}
