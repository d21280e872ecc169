import { totalmem } from "node:os";
import { expect, test } from "vitest";
import { memoryLimit } from "./memoryLimit.ts";

test("jobs may take some of this machine's memory, and not all", () => {
  expect(memoryLimit()).toBeGreaterThan(2 ** 20);
  expect(memoryLimit()).toBeLessThan(0.9 * totalmem());
});
