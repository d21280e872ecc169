import { InvalidArgumentError } from "commander";
import { number } from "./number.ts";

/** Reads an option that is an amount of memory in 2^30 bytes, "1.5", as bytes. */
export function gibibytes(text: string): number {
  const value = number(text);
  if (value <= 0) throw new InvalidArgumentError(`Expected more than 0, got "${text}".`);
  return value * 2 ** 30;
}
