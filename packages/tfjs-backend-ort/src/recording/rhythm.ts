/** Operations it listens to at first. Half of them are the least that can be a rhythm: a deep network repeats its blocks too. */
const PATIENCE = 4000;

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
  #patience = PATIENCE;

  /**
   * Adds an operation; true where all that it listened to is one thing said twice or more. What does
   * not become that in time (the first step of a loop is often another) it stops listening to, and
   * begins anew, the next time with twice the patience.
   */
  add(signature: string): boolean {
    if (this.#text.length === this.#patience) {
      this.#forget();
      this.#patience *= 2;
    }
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
    return text.length >= PATIENCE / 2 && length > 0 && text.length % period === 0;
  }

  /** What it heard has been run. */
  reset(): void {
    this.#forget();
    this.#letters.clear();
  }

  #forget(): void {
    this.#text.length = 0;
    this.#prefix.length = 0;
  }
}
