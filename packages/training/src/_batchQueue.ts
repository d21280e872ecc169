import { Tensor } from "@tensorflow/tfjs-core";
import type { Resumable } from "./resumable.ts";

/** Batches in order, the next ones being made while the caller works on one. */
export interface BatchQueue<B> {
  /** The next batch, which stays in the queue; the ones after it are begun. */
  peek(): Promise<B>;
  /** Takes the batch that was peeked at out of the queue; it is the caller's now. */
  take(): void;
  /** The data state before the next batch was begun: what to go on from. */
  state(): Promise<unknown>;
  /** Waits for what is being made and frees it. */
  close(): Promise<void>;
}

/**
 * At most `ahead` batches are made in advance, and `limit` in all. One is begun only when
 * the one before is finished, so that `data.state()` between them says exactly where the
 * later one begins.
 */
export function batchQueue<B>({
  nextBatch,
  data,
  ahead,
  limit,
}: {
  nextBatch: () => B | Promise<B>;
  data: Resumable | undefined;
  ahead: number;
  limit: number;
}): BatchQueue<B> {
  const state = () => data?.state() ?? null;
  const waiting: { before: Promise<unknown>; batch: Promise<B> }[] = [];
  let finished: Promise<unknown> = Promise.resolve();
  let begun = 0;

  function begin(count: number): void {
    while (waiting.length < count && begun < limit) {
      const before = finished.then(state);
      const batch = before.then(nextBatch);
      before.catch(() => {}); // told when the batch is asked for
      batch.catch(() => {});
      finished = batch;
      waiting.push({ before, batch });
      begun++;
    }
  }

  return {
    async peek() {
      begin(1);
      const batch = await waiting[0].batch;
      begin(1 + ahead);
      return batch;
    },
    take() {
      waiting.shift();
    },
    state: () => (waiting.length > 0 ? waiting[0].before : finished.then(state)),
    async close() {
      for (const { batch } of waiting.splice(0)) await batch.then(disposeBatch, () => {});
    },
  };
}

/** Frees the tensors among a batch's own values. */
export function disposeBatch(batch: unknown): void {
  for (const value of Object.values(batch as object)) if (value instanceof Tensor) value.dispose();
}
