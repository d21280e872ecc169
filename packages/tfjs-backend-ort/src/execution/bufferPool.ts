/** Smaller ones are cheaper made than kept. */
const SMALLEST = 4096;

/**
 * Memory that tensors let go of, kept for the next tensors of the same size: a training step asks
 * for the same sizes every time, and fresh memory must be cleared and paged in. Bounded; the oldest
 * goes first.
 */
export class BufferPool {
  readonly #free = new Map<number, ArrayBuffer[]>();
  readonly #limit: number;
  #bytes = 0;

  /** @param limit - bytes kept at most. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Memory of exactly this size, with whatever is in it. */
  acquire(byteLength: number): ArrayBuffer {
    const list = this.#free.get(byteLength);
    const buffer = list?.pop();
    if (!buffer) return new ArrayBuffer(byteLength);
    this.#bytes -= byteLength;
    if (list!.length === 0) this.#free.delete(byteLength);
    return buffer;
  }

  /** Takes memory back that nobody reads any more. */
  release(buffer: ArrayBuffer): void {
    const { byteLength } = buffer;
    if (byteLength < SMALLEST || byteLength > this.#limit) return;
    const list = this.#free.get(byteLength);
    // A size just used moves to the end, so that the first of the map is the longest unused.
    if (list) {
      this.#free.delete(byteLength);
      this.#free.set(byteLength, list);
      list.push(buffer);
    } else this.#free.set(byteLength, [buffer]);
    this.#bytes += byteLength;
    while (this.#bytes > this.#limit) {
      const [size, oldest] = this.#free.entries().next().value!;
      oldest.shift();
      this.#bytes -= size;
      if (oldest.length === 0) this.#free.delete(size);
    }
  }

  clear(): void {
    this.#free.clear();
    this.#bytes = 0;
  }
}
