import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { physicalCores } from "./_physicalCores.ts";

test("physicalCores is a count of cores, or 0 to leave it to ONNX Runtime", () => {
  const cores = physicalCores();
  expect(Number.isInteger(cores)).toBe(true);
  expect(cores).toBeGreaterThanOrEqual(process.platform === "linux" ? 1 : 0);
  expect(cores).toBeLessThanOrEqual(availableParallelism());
});
