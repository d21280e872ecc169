/** Fewer operations are not looked at for repetition: a deep network repeats its blocks too. */
const LEAST = 2000;

/**
 * Hears when what is recorded repeats itself: a loop that never reads a value. Cut where the
 * repetition ends, its graphs are all alike, and the second is found compiled; cut anywhere else,
 * each would be another.
 *
 * The recorded operations are a text whose letters are signatures; the prefix function of Knuth,
 * Morris and Pratt gives its shortest period in O(1) an operation.
 */
export class Rhythm {
  readonly #letters = new Map<string, number>();
  readonly #text: number[] = [];
  readonly #prefix: number[] = [];

  /** Adds an operation; true where all since the last reset is one thing said twice or more. */
  add(signature: string): boolean {
    let letter = this.#letters.get(signature);
    if (letter === undefined) {
      letter = this.#letters.size;
      this.#letters.set(signature, letter);
    }
    const text = this.#text;
    const prefix = this.#prefix;
    const at = text.length;
    text.push(letter);
    let length = at === 0 ? 0 : prefix[at - 1];
    while (length > 0 && text[length] !== letter) length = prefix[length - 1];
    if (at > 0 && text[length] === letter) length++;
    prefix.push(length);
    const period = text.length - length;
    return text.length >= LEAST && length > 0 && text.length % period === 0;
  }

  /** Forgets what it heard: it has been run. */
  reset(): void {
    this.#text.length = 0;
    this.#prefix.length = 0;
    this.#letters.clear();
  }
}
