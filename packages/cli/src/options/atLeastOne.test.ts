import { expect, test } from "vitest";
import { atLeastOne } from "./atLeastOne.ts";

test("a number of jobs is at least 1", () => {
  expect(atLeastOne("3")).toBe(3);
  expect(() => atLeastOne("0")).toThrow("Expected at least 1, got 0.");
});
