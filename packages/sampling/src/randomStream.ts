import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** A source of randomness: each call gives the next number, uniform in `[0, 1)`. */
export type Random = () => number;

/** A {@link Random} that can be saved, set back and split. */
export interface RandomStream {
  /** The next number, uniform in `[0, 1)`: a multiple of 2⁻⁵³. */
  (): number;
  /** The state of the stream as 32 hexadecimal digits, for a checkpoint. */
  state(): string;
  /** Sets the stream to what `state()` gave earlier: it goes on from there, number for number. */
  restore(state: string): void;
  /**
   * A new stream, independent of this one: for a worker, a class, a batch. This stream
   * moves on by four draws, so that every split differs. Splits of splits are independent too.
   */
  split(): RandomStream;
}

/**
 * A seeded stream of numbers uniform in `[0, 1)`: xoroshiro128+ (Blackman & Vigna 2018,
 * as `pure-rand` implements it) with 53 bits per number. The seed is scrambled into the
 * generator's 128 bits first, so that streams of neighboring seeds have nothing in common
 * (pure-rand's own seeding makes the first number of seed s about 1 - s/2²⁶).
 *
 * @param seed - A safe integer; the same seed gives the same numbers on every machine.
 * @throws {RangeError} If the seed is not a safe integer.
 *
 * @example
 * const random = randomStream(7);
 * const dice = 1 + Math.floor(random() * 6);
 */
export function randomStream(seed: number): RandomStream {
  if (!Number.isSafeInteger(seed))
    throw new RangeError(`randomStream: expected a safe integer as seed, got ${seed}`);
  return streamOf(scramble([seed | 0, Math.floor(seed / 2 ** 32), 0, 0]));
}

/**
 * The stream that was saved as `state`: its next number is the one that would have come.
 *
 * @param state - What {@link RandomStream.state} returned.
 * @throws {RangeError} If it is not such a string.
 */
export function randomStreamFromState(state: string): RandomStream {
  return streamOf(wordsOf(state));
}

function streamOf(words: readonly number[]): RandomStream {
  let generator = xoroshiro128plusFromState(words);
  const next = () => uniformFloat64(generator);
  return Object.assign(next, {
    state: () => hexOf(generator.getState()),
    restore: (state: string) => {
      generator = xoroshiro128plusFromState(wordsOf(state));
    },
    split: () => streamOf(scramble([0, 1, 2, 3].map(() => generator.next()))),
  });
}

/** A bijection of 128 bits in which every bit depends on every bit: a Feistel network, three rounds. */
function scramble(words: readonly number[]): number[] {
  const out = [...words];
  for (let step = 0; step < 12; step++)
    out[step & 3] ^= finalize(out[(step + 3) & 3] + Math.imul(step + 1, 0x9e3779b9));
  return out;
}

/** The 32-bit finalizer of MurmurHash3, with the constants of splitmix32. */
function finalize(word: number): number {
  let z = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return z ^ (z >>> 15);
}

function hexOf(words: readonly number[]): string {
  return words.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function wordsOf(state: string): number[] {
  if (typeof state !== "string" || !/^[0-9a-f]{32}$/.test(state) || /^0*$/.test(state))
    throw new RangeError(
      `randomStream: expected a saved state, 32 hexadecimal digits not all 0, got ${JSON.stringify(state)}`,
    );
  return [0, 8, 16, 24].map((at) => Number.parseInt(state.slice(at, at + 8), 16) | 0);
}
