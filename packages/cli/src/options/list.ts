import { InvalidArgumentError } from "commander";

/**
 * Makes the reader of an option that is a list separated by commas: "0.1,0.2".
 *
 * @param read - Reads one item.
 */
export function list<T>(read: (text: string) => T): (text: string) => T[] {
  return (text) => {
    const items = text.split(",").map((item) => item.trim());
    if (items.includes(""))
      throw new InvalidArgumentError(`Expected items separated by commas, got "${text}".`);
    return items.map(read);
  };
}
