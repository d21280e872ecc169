import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { withFileLock } from "./_fileLock.ts";

let folder: string;
let lock: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
  lock = join(folder, "lock");
});
afterEach(() => rm(folder, { recursive: true }));

const hour = 3_600_000;

/** A lock that nobody holds any more. */
async function leave(ageMs: number): Promise<void> {
  await writeFile(lock, "1");
  const time = new Date(Date.now() - ageMs);
  await utimes(lock, time, time);
}

describe("withFileLock", () => {
  test("lets one at a time work, and leaves nothing", async () => {
    let working = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++working);
      await wait(5);
      working--;
    };
    await Promise.all(Array.from({ length: 8 }, () => withFileLock(lock, work, { pollMs: 2 })));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  test("is given back when the work fails", async () => {
    const failing = withFileLock(lock, () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(await withFileLock(lock, async () => 7)).toBe(7);
  });

  test("is taken over at once from a program that was killed an hour ago", async () => {
    await leave(hour);
    expect(await withFileLock(lock, async () => 7, { pollMs: 2 })).toBe(7);
  });

  test.each([
    { of: "an hour ahead of the clock", ageMs: -hour },
    { of: "of this moment", ageMs: 0 },
  ])("is taken over where its time is $of and stays the same", async ({ ageMs }) => {
    await leave(ageMs);
    const start = performance.now();
    expect(await withFileLock(lock, async () => 7, { pollMs: 2, staleMs: 60 })).toBe(7);
    expect(performance.now() - start).toBeGreaterThanOrEqual(60);
  });

  test("is not taken over while its owner renews it", async () => {
    const order: string[] = [];
    const options = { pollMs: 2, staleMs: 150 };
    const first = withFileLock(
      lock,
      async () => {
        await wait(500); // more than three times the silence that would be taken for an end
        order.push("first");
      },
      options,
    );
    await wait(20);
    await Promise.all([first, withFileLock(lock, async () => order.push("second"), options)]);
    expect(order).toEqual(["first", "second"]);
  });

  test("stays with whoever took it over, when its first owner ends after all", async () => {
    await withFileLock(lock, () => writeFile(lock, "another owner"));
    expect(await readFile(lock, "utf8")).toBe("another owner");
  });

  test("waits no longer than it is told to", async () => {
    await writeFile(lock, "1");
    const signal = AbortSignal.timeout(20);
    await expect(withFileLock(lock, async () => 7, { signal, pollMs: 2 })).rejects.toThrow(
      "aborted",
    );
  });
});
