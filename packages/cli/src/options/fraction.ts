import { InvalidArgumentError } from "commander";

/** Reads an option that is a fraction of at least 0 and below 1: "0.1". */
export function fraction(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value < 1))
    throw new InvalidArgumentError(`Expected a fraction of at least 0 and below 1, got "${text}".`);
  return value;
}
