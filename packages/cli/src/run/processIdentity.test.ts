import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isAlive, thisProcess } from "./processIdentity.ts";

describe("isAlive", () => {
  test("is true of this process and its parent, and false of one that ended", async () => {
    expect(isAlive(thisProcess())).toBe(true);
    expect(isAlive({ pid: process.ppid, started: "then", ticks: null })).toBe(true);
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    expect(isAlive({ pid: child.pid!, started: "then", ticks: null })).toBe(false);
  });

  test("is false of an earlier process with the number of this one", () => {
    expect(isAlive({ ...thisProcess(), started: "2020-01-01T00:00:00.000Z" })).toBe(false);
  });

  test.skipIf(!existsSync("/proc/self/stat"))(
    "is false of an earlier process with the number of another (needs /proc)",
    () => {
      expect(isAlive({ pid: process.ppid, started: "then", ticks: "0" })).toBe(false);
    },
  );
});
