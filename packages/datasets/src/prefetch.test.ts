import { setImmediate, setTimeout } from "node:timers/promises";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prefetch } from "./prefetch.ts";

async function collect<T>(results: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const result of results) all.push(result);
  return all;
}

/** 0, 1, 2, ..., without end; says when it was closed. */
function* count(onClosed = () => {}): Generator<number> {
  try {
    for (let i = 0; ; i++) yield i;
  } finally {
    onClosed();
  }
}

const never = () => new Promise<never>(() => {});

describe("prefetch", () => {
  test("gives results in order, whichever is ready first, never more than ahead at a time", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 4 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 6 }),
        async (turns, ahead) => {
          let open = 0;
          let most = 0;
          const work = async (wait: number, index: number) => {
            most = Math.max(most, ++open);
            for (let turn = 0; turn < wait; turn++) await setImmediate();
            open--;
            return index;
          };
          expect(await collect(prefetch(turns, work, { ahead }))).toEqual([...turns.keys()]);
          expect(most).toBeLessThanOrEqual(ahead);
        },
      ),
      { numRuns: 50 },
    ));

  test("begins the next items before the loop is done with one, and no more than ahead", async () => {
    const begun: number[] = [];
    const work = async (item: number) => void begun.push(item);
    const results = prefetch(count(), work, { ahead: 3 });
    expect(begun).toEqual([]); // nothing before it is asked for
    await results.next();
    expect(begun).toEqual([0, 1, 2, 3]);
    await setTimeout(5);
    expect(begun).toEqual([0, 1, 2, 3]);
    await results.next();
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    await results.return();
  });

  test("a loop that is left early closes its items and waits for what was begun", async () => {
    let closed = false;
    let open = 0;
    const work = async () => {
      open++;
      await setTimeout(10);
      open--;
    };
    for await (const _ of prefetch(
      count(() => (closed = true)),
      work,
      { ahead: 4 },
    ))
      break;
    expect([closed, open]).toEqual([true, 0]);
  });

  test("an error comes at its turn, the first in order first", async () => {
    const got: number[] = [];
    const work = async (item: number) => {
      if (item === 3) await setTimeout(10);
      if (item >= 3) throw new Error(`cannot read ${item}`);
      return item;
    };
    const loop = (async () => {
      for await (const item of prefetch(count(), work, { ahead: 5 })) got.push(item);
    })();
    await expect(loop).rejects.toThrow("cannot read 3");
    expect(got).toEqual([0, 1, 2]);
  });

  test("an error of work that is thrown at once, or of the items, ends it too", async () => {
    const thrown = () => {
      throw new Error("at once");
    };
    await expect(collect(prefetch([1], thrown))).rejects.toThrow("at once");
    function* broken() {
      yield 1;
      throw new Error("no more");
    }
    await expect(collect(prefetch(broken(), async (x) => x))).rejects.toThrow("no more");
  });

  test("an abort ends it at once with its reason, even if work never ends", async () => {
    const stop = new AbortController();
    let closed = false;
    const results = prefetch(
      count(() => (closed = true)),
      never,
      { signal: stop.signal },
    );
    const next = results.next();
    stop.abort(new Error("enough"));
    await expect(next).rejects.toThrow("enough");
    expect(closed).toBe(true);
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  test("begins nothing under a signal that has come", async () => {
    const work = () => expect.fail("was begun");
    const signal = AbortSignal.abort(new Error("too late"));
    await expect(collect(prefetch([1], work, { signal }))).rejects.toThrow("too late");
  });

  test("stops listening to its signal when it ends", async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
    signal.removeEventListener = (...args: Parameters<typeof remove>) => (
      listeners--,
      remove(...args)
    );
    await collect(prefetch([1, 2], async (x) => x, { signal }));
    expect(listeners).toBe(0);
  });

  test.each([0, 1.5, -1, NaN])("refuses to work %d ahead", async (ahead) => {
    await expect(collect(prefetch([], never, { ahead }))).rejects.toThrow(
      new RangeError(`prefetch: expected a whole number from 1 as ahead, got ${ahead}`),
    );
  });
});
