type Numbers = Float32Array | Float64Array | Uint32Array;

const LARGEST = 65_536; // entries kept free at most, so that many small appends share a chunk

/**
 * A growing list of numbers, kept in chunks of the kind they came in: no copy when
 * it grows, and at most 65,536 unused entries at its end.
 */
export class Column<T extends Numbers> {
  length = 0;
  readonly #chunks: T[] = [];
  #used = 0; // of the last chunk

  append(values: T): void {
    let taken = 0;
    const tail = this.#chunks.at(-1);
    if (tail && tail.constructor === values.constructor) {
      taken = Math.min(tail.length - this.#used, values.length);
      tail.set(values.subarray(0, taken), this.#used);
      this.#used += taken;
      this.length += taken;
    }
    if (taken === values.length) return;
    this.#closeTail();
    const rest = values.subarray(taken);
    const room = Math.max(rest.length, Math.min(LARGEST, this.length));
    const Kind = values.constructor as new (length: number) => T;
    const chunk = new Kind(room);
    chunk.set(rest);
    this.#chunks.push(chunk);
    this.#used = rest.length;
    this.length += rest.length;
  }

  /** Appends all of another list. */
  appendAll(other: Column<T>): void {
    for (const chunk of other.chunks()) this.append(chunk);
  }

  /** The list in pieces, without a copy. */
  chunks(): T[] {
    return this.#chunks.map((chunk, i) =>
      i === this.#chunks.length - 1 ? (chunk.subarray(0, this.#used) as T) : chunk,
    );
  }

  get bytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  }

  #closeTail(): void {
    const tail = this.#chunks.at(-1);
    if (tail && this.#used < tail.length)
      this.#chunks[this.#chunks.length - 1] = tail.slice(0, this.#used) as T;
  }
}
