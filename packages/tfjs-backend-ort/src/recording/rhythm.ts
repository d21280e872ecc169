/** The number of operations that are examined at first. A repetition has at least half as many, because a deep network repeats its blocks too. */
const PATIENCE = 4000;

/**
 * Detects that recorded operations repeat themselves: a loop that never reads a value. If the recording
 * is cut where a repetition ends, all graphs are alike, and the second one is already compiled; if it is
 * cut anywhere else, each graph is a new one.
 *
 * The operations are treated as a text whose letters are signatures. The prefix function of Knuth,
 * Morris and Pratt gives its shortest period in O(1) for each operation.
 */
export class Rhythm {
  readonly #letters = new Map<string, number>();
  readonly #text: number[] = [];
  readonly #prefix: number[] = [];
  #patience = PATIENCE;

  /**
   * Adds an operation. Returns true if all operations examined so far are one sequence, repeated twice or
   * more. If they do not become that in time (the first step of a loop is often different), they are
   * forgotten, and twice as many are examined the next time.
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

  /** Forgets all operations, because they have been run. */
  reset(): void {
    this.#forget();
    this.#letters.clear();
  }

  #forget(): void {
    this.#text.length = 0;
    this.#prefix.length = 0;
  }
}
