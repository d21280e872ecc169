import { InvalidArgumentError } from "commander";

/** Reads an option that is a finite number: "0.71". */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value))
    throw new InvalidArgumentError(`Expected a number, got "${text}".`);
  return value;
}
