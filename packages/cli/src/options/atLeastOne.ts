import { InvalidArgumentError } from "commander";
import { wholeNumber } from "./wholeNumber.ts";

/** Reads an option that is a whole number of at least 1: "7". */
export function atLeastOne(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError("Expected at least 1, got 0.");
  return value;
}
