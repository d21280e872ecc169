import { expect, test } from "vitest";
import { run } from "../../test/run.ts";

test("inspect tells its options, and refuses a folder that is no run's", async () => {
  expect((await run("inspect", "--help")).stdout).toMatch(/--model <file>[^]*--port <n>[^]*--open/);
  const { code, stderr } = await run("inspect", import.meta.dirname);
  expect([code, stderr]).toEqual([1, expect.stringContaining("expected the folder of a run")]);
});
