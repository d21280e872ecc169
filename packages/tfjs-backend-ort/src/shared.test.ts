import { expect, test, vi } from "vitest";

test("a value is made once, whichever copy of the module asks for it", async () => {
  const first = await import("./shared.ts");
  const value = first.shared("of a test", () => ({ made: 1 }));
  expect(first.shared("of a test", () => ({ made: 2 }))).toBe(value);
  vi.resetModules();
  const second = await import("./shared.ts");
  expect(second).not.toBe(first);
  expect(second.isSecondCopy).toBe(true);
  expect(second.shared("of a test", () => ({ made: 3 }))).toBe(value);
});
