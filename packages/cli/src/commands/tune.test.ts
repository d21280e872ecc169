import { expect, test } from "vitest";
import { run } from "../../test/run.ts";

test("tune tells its options, and refuses what is no fraction", async () => {
  expect((await run("tune", "--help")).stdout).toMatch(/--false-alarms <fraction>[^]*--calibrated/);
  const { code, stderr } = await run("tune", "detector.onnx", "--false-alarms", "5");
  expect([code, stderr]).toEqual([2, expect.stringContaining("Expected a fraction")]);
});
