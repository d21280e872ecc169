/** What a {@link batcher} is made of. */
export interface BatcherOptions<Item, Result> {
  /** Computes a batch: one result for each item, in order. Batches never overlap. */
  run(items: readonly Item[]): Promise<readonly Result[]>;
  /** The most items of a batch; from 1. */
  size: number;
  /** How long an item waits for others at most, in milliseconds. */
  delayMs: number;
  /** Called with the number of items of each batch and the time it took. */
  onBatch?(items: number, seconds: number): void;
}

/** Collects items that come one by one into batches. */
export interface Batcher<Item, Result> {
  /**
   * Waits for the item's turn.
   *
   * @param signal - Takes the item out of the queue; if its batch runs already, the result is dropped.
   * @throws What `run` throws for this item, or the signal's reason.
   */
  add(item: Item, signal: AbortSignal): Promise<Result>;
  /** The number of items that wait; those that run are not counted. */
  readonly length: number;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(reason: unknown): void;
}

/**
 * Collects items into batches, in the order in which they come. A batch starts when it is full or its first
 * item has waited for `delayMs`, and while one batch runs the next is collected. Where a batch of several fails, each of
 * its items is run by itself, so that one bad item fails alone. The queue has no bound of its own: bound the callers.
 *
 * @throws {RangeError} If `size` is not a whole number from 1.
 *
 * @example
 * const squares = batcher({ run: async (items: readonly number[]) => items.map((x) => x * x), size: 8, delayMs: 2 });
 * await squares.add(3, AbortSignal.timeout(1000)); // => 9
 */
export function batcher<Item, Result>({
  run,
  size,
  delayMs,
  onBatch,
}: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError(`batcher: expected a size of at least 1, got ${size}`);
  const waiting = new Set<Waiting<Item, Result>>(); // in order, and items leave from anywhere
  let timer: NodeJS.Timeout | undefined;
  let running = false;

  function consider(): void {
    if (running || waiting.size === 0) return;
    if (waiting.size >= size) return void next();
    timer ??= setTimeout(next, delayMs);
  }

  async function next(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const batch = [...waiting].slice(0, size);
    if (batch.length === 0) return; // all have left
    for (const entry of batch) waiting.delete(entry);
    running = true;
    await settle(batch);
    running = false;
    // What came meanwhile has waited long enough.
    if (waiting.size > 0) void next();
  }

  async function settle(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const start = performance.now();
      const results = await run(batch.map(({ item }) => item));
      onBatch?.(batch.length, (performance.now() - start) / 1000);
      if (results.length !== batch.length)
        throw new Error(`batcher: expected ${batch.length} results, got ${results.length}`);
      for (const [i, { resolve }] of batch.entries()) resolve(results[i]);
    } catch (error) {
      if (batch.length === 1) return batch[0].reject(error);
      for (const entry of batch) await settle([entry]);
    }
  }

  return {
    add: (item, signal) =>
      new Promise<Result>((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const leave = (): void => {
          waiting.delete(entry);
          reject(signal.reason);
        };
        const done =
          <T>(settled: (value: T) => void) =>
          (value: T): void => {
            signal.removeEventListener("abort", leave);
            settled(value);
          };
        const entry = { item, resolve: done(resolve), reject: done(reject) };
        signal.addEventListener("abort", leave, { once: true });
        waiting.add(entry);
        consider();
      }),
    get length() {
      return waiting.size;
    },
  };
}
