import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
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

  test("is taken over from a program that was killed", async () => {
    await writeFile(lock, "1");
    const long = new Date(Date.now() - 60_000);
    await utimes(lock, long, long);
    expect(await withFileLock(lock, async () => 7, { pollMs: 2 })).toBe(7);
  });

  test("waits no longer than it is told to", async () => {
    await writeFile(lock, "1");
    const signal = AbortSignal.timeout(20);
    await expect(withFileLock(lock, async () => 7, { signal, pollMs: 2 })).rejects.toThrow(
      "aborted",
    );
  });
});
