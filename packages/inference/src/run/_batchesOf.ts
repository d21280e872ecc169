/** Lists of up to `size` items. Where an item cannot be had, those before it are given first, then its error. */
export async function* batchesOf<Item>(
  items: AsyncIterable<Item>,
  size: number,
): AsyncGenerator<Item[], void> {
  let batch: Item[] = [];
  let failed: { cause: unknown } | undefined;
  try {
    for await (const item of items) {
      batch.push(item);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
  } catch (cause) {
    failed = { cause };
  }
  if (batch.length > 0) yield batch;
  if (failed) throw failed.cause;
}
