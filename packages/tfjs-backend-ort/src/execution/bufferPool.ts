/** Smaller ones are cheaper made than kept. */
const SMALLEST = 4096;

/** Runs after which a size that nobody asked for goes: other shapes are in use now. */
const IDLE_RUNS = 32;

interface Shelf {
  buffers: ArrayBuffer[];
  /** The run in which this size was last let go of. */
  run: number;
}

/**
 * Memory that tensors let go of, kept for the next tensors of the same size: a training step asks
 * for the same sizes every time, and fresh memory must be cleared and paged in. Bounded; the size
 * longest unused goes first, and goes in any case after some runs.
 */
export class BufferPool {
  /** By size; the longest unused first. */
  readonly #free = new Map<number, Shelf>();
  #run = 0;
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
    const shelf = this.#free.get(byteLength);
    const buffer = shelf?.buffers.pop();
    if (!buffer) return new ArrayBuffer(byteLength);
    this.#bytes -= byteLength;
    if (shelf!.buffers.length === 0) this.#free.delete(byteLength);
    return buffer;
  }

  /** Takes memory back that nobody reads any more. */
  release(buffer: ArrayBuffer): void {
    const { byteLength } = buffer;
    if (byteLength < SMALLEST || byteLength > this.#limit) return;
    const shelf = this.#free.get(byteLength) ?? { buffers: [], run: 0 };
    // A size just used moves to the end.
    this.#free.delete(byteLength);
    this.#free.set(byteLength, shelf);
    shelf.buffers.push(buffer);
    shelf.run = this.#run;
    this.#bytes += byteLength;
    while (this.#bytes > this.#limit) {
      const [size, { buffers }] = this.#free.entries().next().value!;
      buffers.shift();
      this.#bytes -= size;
      if (buffers.length === 0) this.#free.delete(size);
    }
  }

  /** Counts one more run, and lets go of what has not been used for long. */
  nextRun(): void {
    this.#run++;
    for (const [size, { buffers, run }] of this.#free) {
      if (this.#run - run <= IDLE_RUNS) return;
      this.#bytes -= size * buffers.length;
      this.#free.delete(size);
    }
  }

  clear(): void {
    this.#free.clear();
    this.#bytes = 0;
  }
}
