import { expect, test } from "vitest";
import { runLock, runMark, runParts } from "./runParts.ts";

test("runParts are names inside the folder, without the run's mark and its lock, which must outlast the rest", () => {
  for (const part of runParts) expect(part).toMatch(/^[a-z]+(\.[a-z]+)?$/);
  expect(runParts).not.toContain(runMark);
  expect(runParts).not.toContain(runLock);
  expect(new Set(runParts).size).toBe(runParts.length);
});
