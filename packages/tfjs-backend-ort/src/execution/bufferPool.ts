/** The least number of bytes that are kept: smaller buffers are cheaper to allocate. */
const SMALLEST = 4096;

/** The number of runs after which a size that was not requested is released: other shapes are in use now. */
const IDLE_RUNS = 32;

interface Shelf {
  buffers: ArrayBuffer[];
  /** The run in which memory of this size was last released. */
  run: number;
}

/**
 * Memory that tensors have released, kept for the next tensors of the same size: a training step needs
 * the same sizes every time, and new memory must be cleared and paged in. The number of bytes is
 * bounded; the size that was unused longest is released first, and in any case after some runs.
 */
export class BufferPool {
  /** The kept buffers by size, the size that was unused longest first. */
  readonly #free = new Map<number, Shelf>();
  #run = 0;
  readonly #limit: number;
  #bytes = 0;

  /** @param limit - The largest number of bytes that are kept. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Memory of exactly this size; its content is undefined. */
  acquire(byteLength: number): ArrayBuffer {
    const shelf = this.#free.get(byteLength);
    const buffer = shelf?.buffers.pop();
    if (!buffer) return new ArrayBuffer(byteLength);
    this.#bytes -= byteLength;
    if (shelf!.buffers.length === 0) this.#free.delete(byteLength);
    return buffer;
  }

  /** Takes back memory that no value uses any more. */
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

  /** Counts one more run, and releases what has been unused for long. */
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
