export interface PrefetchOptions {
  /**
   * How many items are worked on or wait to be taken at a time, from 1. By default twice the
   * threads that Node decodes on: 8, or twice `UV_THREADPOOL_SIZE` where that is set.
   */
  ahead?: number;
  /** Ends the loop with its `reason` as soon as it comes. */
  signal?: AbortSignal;
}

/**
 * Works on the next items while the current one is used. Results come in the order of the items,
 * whichever is ready first. At most `ahead` items are begun and not yet taken, so that memory stays
 * bounded however slow the loop is. `items` may be endless.
 *
 * Work that Node does on its own threads, such as reading images, goes on while this thread
 * computes. Worker threads do not make it faster: see the README.
 *
 * A loop that is left early, or ends by an error, waits until the work that was begun has ended; an
 * abort does not wait.
 *
 * @param items - Taken one by one, just before they are worked on.
 * @param work - Called with an item and its place; up to `ahead` calls at a time.
 * @returns The results in order. The first item in order that fails ends it with its error.
 * @throws {RangeError} If `ahead` is not a whole number from 1.
 * @throws What `items` or `work` throw, or the signal's `reason`.
 *
 * @example
 * for await (const image of prefetch(files, (file) => readImage(file))) show(image);
 */
export async function* prefetch<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item, index: number) => Promise<Result>,
  { ahead = defaultAhead(), signal }: PrefetchOptions = {},
): AsyncGenerator<Result, void, undefined> {
  if (!Number.isInteger(ahead) || ahead < 1)
    throw new RangeError(`prefetch: expected a whole number from 1 as ahead, got ${ahead}`);
  const source = items[Symbol.iterator]();
  const begun: Promise<Result>[] = [];
  let index = 0;
  let exhausted = false;
  const begin = () => {
    while (!exhausted && begun.length < ahead) {
      const { done, value } = source.next();
      if (done) {
        exhausted = true;
        return;
      }
      const at = index++;
      const result = new Promise<Result>((resolve) => resolve(work(value, at)));
      result.catch(() => {}); // told when its turn comes
      begun.push(result);
    }
  };

  const abort = abortOf(signal);
  try {
    while (true) {
      signal?.throwIfAborted();
      begin();
      if (begun.length === 0) return;
      const result = await Promise.race([begun[0], abort.reached]);
      begun.shift();
      begin(); // before the result is used, which may take long
      yield result;
    }
  } finally {
    abort.forget();
    if (!exhausted) source.return?.();
    if (!signal?.aborted) await Promise.allSettled(begun);
  }
}

function defaultAhead(): number {
  return 2 * (Number(process.env.UV_THREADPOOL_SIZE) || 4);
}

/** A promise that fails when the signal comes, and how to stop listening. */
function abortOf(signal?: AbortSignal): { reached: Promise<never>; forget: () => void } {
  let listener = () => {};
  const reached = new Promise<never>((_, reject) => {
    listener = () => reject(signal?.reason);
    signal?.addEventListener("abort", listener, { once: true });
  });
  reached.catch(() => {});
  return { reached, forget: () => signal?.removeEventListener("abort", listener) };
}
