import { InvalidArgumentError } from "commander";

/**
 * Makes the reader of an option that is so many numbers separated by commas: "10,20,64,48".
 *
 * @param of - What stands for what, as in "x,y,width,height": told where it is not so.
 */
export function numbers(of: string): (text: string) => number[] {
  const count = of.split(",").length;
  return (text) => {
    const values = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
    if (values.length !== count || !values.every(Number.isFinite))
      throw new InvalidArgumentError(
        count === 1
          ? `Expected a number, got "${text}".`
          : `Expected ${count} numbers, ${of}, got "${text}".`,
      );
    return values;
  };
}
