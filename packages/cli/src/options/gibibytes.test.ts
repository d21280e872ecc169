import { expect, test } from "vitest";
import { gibibytes } from "./gibibytes.ts";

test("memory is given in GiB and kept in bytes", () => {
  expect(gibibytes("1.5")).toBe(1610612736);
  expect(() => gibibytes("0")).toThrow('Expected more than 0, got "0".');
});
