import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { workAhead } from "./workAhead.ts";

async function* upTo(end: number, onEnd: () => void = () => {}): AsyncGenerator<number> {
  try {
    for (let i = 0; i < end; i++) yield i;
  } finally {
    onEnd();
  }
}

describe("workAhead", () => {
  test("gives results in the order of the items, whichever is ready first", async () => {
    const results: number[] = [];
    const work = async (i: number) => (await wait(i % 2 ? 1 : 15), 10 * i);
    for await (const result of workAhead(upTo(6), work, 3)) results.push(result);
    expect(results).toEqual([0, 10, 20, 30, 40, 50]);
  });

  test("is never more than `ahead` items further than what was taken", async () => {
    let [begun, taken, furthest] = [0, 0, 0];
    const work = async (i: number) => {
      furthest = Math.max(furthest, ++begun - taken);
      return i;
    };
    for await (const _ of workAhead(upTo(50), work, 4)) {
      await wait(1);
      taken++;
    }
    expect([begun, furthest]).toEqual([50, 5]); // four ahead, and the one that is used
  });

  test("gives a result although the next item has not come", async () => {
    const items = async function* () {
      yield 1;
      await new Promise(() => {}); // nothing more comes
    };
    for await (const result of workAhead(items(), async (i) => i, 4)) {
      expect(result).toBe(1);
      break; // and does not wait here
    }
  });

  test("ends the items where the loop is left early", async () => {
    let ended = false;
    for await (const result of workAhead(
      upTo(9, () => (ended = true)),
      async (i) => i,
      2,
    ))
      if (result === 1) break;
    await wait(1);
    expect(ended).toBe(true);
  });

  test("throws an error in its turn", async () => {
    const results: number[] = [];
    const work = async (i: number) => {
      if (i === 2) throw new Error("third");
      return i;
    };
    const all = async () => {
      for await (const result of workAhead(upTo(9), work, 4)) results.push(result);
    };
    await expect(all()).rejects.toThrow("third");
    expect(results).toEqual([0, 1]);
  });
});
