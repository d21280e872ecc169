/**
 * Works on the next items while the current result is used. Results come in the order of the items, each as soon as it
 * is ready: where items are slow to come, as in a folder that is watched, one is not held back until another comes.
 *
 * At most `ahead` items are taken and not yet given, so that memory is bounded. A loop that is left early ends the
 * items, without waiting for one that has not come.
 *
 * @param items - May be endless.
 * @param work - Called with up to `ahead` items at a time.
 * @param ahead - A whole number from 1.
 * @throws What `items` or `work` throw, after the results of all items before.
 */
export async function* workAhead<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
  ahead: number,
): AsyncGenerator<Result, void, undefined> {
  const iterator = asyncIterator(items);
  const begun: Promise<{ result: Result } | null>[] = [];
  const begin = (): void => {
    const next = iterator
      .next()
      .then(async ({ done, value }) => (done ? null : { result: await work(value as Item) }));
    next.catch(() => {}); // thrown when it is its turn
    begun.push(next);
  };
  try {
    for (let i = 0; i < ahead; i++) begin();
    for (let next = await begun.shift()!; next; next = await begun.shift()!) {
      begin(); // before the result is used, which may take long
      yield next.result;
    }
  } finally {
    void iterator.return().catch(() => {});
  }
}

async function* asyncIterator<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
): AsyncGenerator<Item, void> {
  yield* items;
}
