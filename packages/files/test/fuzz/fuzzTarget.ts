import { seeded } from "../../../metrics/test/seeded.ts";

/** Something that takes input from anywhere, how inputs for it are made, and what must hold for each. */
export interface FuzzTarget<Input = unknown> {
  name: string;
  /** What is tried, for people. */
  tries: string;
  /** The most memory that the process may hold, in MiB. */
  memoryMiB: number;
  /** A new input, JSON through and through; the same for the same random numbers. */
  make(random: () => number): Input | Promise<Input>;
  /**
   * Tries one input.
   *
   * @param folder - An empty folder to write files to.
   * @returns How it went, in a word or two, to be counted.
   * @throws What is wrong with what was tried. A refusal in the house's form is not wrong.
   */
  check(input: Input, folder: string): Promise<string>;
  /** Smaller inputs that may go wrong in the same way, the smallest first. */
  smaller?(input: Input): Iterable<Input>;
}

/** The random numbers of one case: its number and the seed decide them, not the cases before it. */
export function randomOf(seed: number, name: string, index: number): () => number {
  let state = seed >>> 0;
  for (const char of `${name} ${index}`)
    state = Math.imul(state ^ char.codePointAt(0)!, 0x01000193) >>> 0; // as FNV-1a does
  const random = seeded(state);
  for (let i = 0; i < 3; i++) random(); // neighbours begin alike
  return random;
}

/** A whole number from 0 and below `n`. */
export const below = (random: () => number, n: number): number => Math.floor(random() * n);

/** One of some values. */
export const oneOf = <T>(random: () => number, values: readonly T[]): T =>
  values[below(random, values.length)];
