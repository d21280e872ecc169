import { existsSync } from "node:fs";
import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { spawnSource } from "../../test/spawnSource.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { isLocked, lockRunFolder } from "./lockRunFolder.ts";

const lockOf = (folder: string) => join(folder, "run.lock");

async function holder(folder: string, how = "") {
  const process = spawnSource("test/holdRun.ts", how ? [folder, how] : [folder]);
  await process.said("held");
  return process;
}

describe("lockRunFolder", () => {
  test("lets one of many have the folder, and the next when it is released", async () => {
    const folder = await temporaryFolder();
    const tries = await Promise.allSettled([1, 2, 3, 4].map(() => lockRunFolder(folder)));
    const won = tries.filter((one) => one.status === "fulfilled");
    expect(won).toHaveLength(1);
    const listeners = process.listenerCount("SIGINT");
    won[0].value.release();
    expect(process.listenerCount("SIGINT")).toBe(listeners - 1);
    expect(await readdir(folder)).toEqual([]);
    (await lockRunFolder(folder)).release();
  });

  test("refuses a second process, and names the first and when it started", async () => {
    const folder = await temporaryFolder();
    const { child } = await holder(folder);
    const { started } = JSON.parse(await readFile(lockOf(folder), "utf8"));
    expect(Date.now() - Date.parse(started)).toBeLessThan(60_000);
    await expect(lockRunFolder(folder)).rejects.toThrow(
      `expected --out for this run alone, got ${folder}, which process ${child.pid}, started ${started}, ` +
        `is writing to; wait for it to end, or choose another --out`,
    );
  });

  test("is kept while a process ends in an orderly way", async () => {
    const folder = await temporaryFolder();
    const { child, said } = await holder(folder, "slow");
    child.kill("SIGINT");
    await said("saving");
    expect(existsSync(lockOf(folder))).toBe(true);
  });

  test("takes over what a killed process left behind", async () => {
    const folder = await temporaryFolder();
    const { child, ended } = await holder(folder);
    child.kill("SIGKILL");
    await ended;
    expect(existsSync(lockOf(folder))).toBe(true);
    const { release } = await lockRunFolder(folder);
    expect(JSON.parse(await readFile(lockOf(folder), "utf8")).pid).toBe(process.pid);
    release();
    expect(await readdir(folder)).toEqual([]);
  });

  test.each([
    { of: "a process that listens to nothing", how: "", code: null, signal: "SIGINT", presses: 1 },
    { of: "one that ends in an orderly way", how: "fast", code: 130, signal: null, presses: 1 },
    { of: "one that is pressed twice", how: "slow", code: null, signal: "SIGINT", presses: 2 },
  ])("is released by Ctrl-C on $of", async ({ how, presses, ...end }) => {
    const folder = await temporaryFolder();
    const { child, ended, said } = await holder(folder, how);
    child.kill("SIGINT");
    if (presses === 2) {
      await said("saving");
      child.kill("SIGINT");
    }
    expect(await ended).toEqual({ code: end.code, signal: end.signal });
    expect(await readdir(folder)).toEqual([]);
  });

  test("is stale where a container gave this process the number of its owner", async () => {
    const folder = await temporaryFolder();
    const started = "2020-01-01T00:00:00.000Z";
    const owner = { pid: process.pid, started, ticks: "1", host: hostname() };
    await writeFile(lockOf(folder), JSON.stringify(owner));
    const { release } = await lockRunFolder(folder);
    expect(JSON.parse(await readFile(lockOf(folder), "utf8")).started).not.toBe(started);
    release();
  });

  test("is stale where its file is damaged", async () => {
    const folder = await temporaryFolder();
    await writeFile(lockOf(folder), '{"pid":');
    const { release } = await lockRunFolder(folder);
    expect(JSON.parse(await readFile(lockOf(folder), "utf8")).pid).toBe(process.pid);
    release();
  });

  test("takes over the lock of another machine that has given no sign of life for three minutes", async () => {
    const folder = await temporaryFolder();
    const owner = { pid: 999_999_999, started: "2020-01-01", ticks: null, host: "another" };
    await writeFile(lockOf(folder), JSON.stringify(owner));
    const before = Date.now() / 1000 - 200;
    await utimes(lockOf(folder), before, before);
    expect(await isLocked(folder)).toBe(false);
    const { release } = await lockRunFolder(folder);
    expect(await readdir(folder)).toEqual(["run.lock"]);
    expect(await isLocked(folder)).toBe(true);
    release();
    expect(await isLocked(folder)).toBe(false);
  });

  test("does not take over that of another machine before, and says what to do", async () => {
    const folder = await temporaryFolder();
    const owner = { pid: 999_999_999, started: "2020-01-01", ticks: null, host: "another" };
    await writeFile(lockOf(folder), JSON.stringify(owner));
    await expect(lockRunFolder(folder)).rejects.toThrow(
      `process 999999999 on another, started 2020-01-01, is writing to; choose another --out, or remove ${lockOf(folder)} if that process has ended`,
    );
  });

  test("leaves a lock that is no longer its own", async () => {
    const folder = await temporaryFolder();
    const { release } = await lockRunFolder(folder);
    await writeFile(lockOf(folder), "another's");
    release();
    expect(await readFile(lockOf(folder), "utf8")).toBe("another's");
  });
});
