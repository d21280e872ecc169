import { expect, test } from "vitest";
import { printable } from "./printable.ts";

test.each([
  {
    of: "colours and a cleared screen",
    text: "\u001b[31mred\u001b[2J",
    shown: "\ufffd[31mred\ufffd[2J",
  },
  { of: "a return to the line's start", text: "anomalous\rnormal", shown: "anomalous\ufffdnormal" },
  { of: "a one-byte escape", text: "\u009b2J", shown: "\ufffd2J" },
  { of: "a turned direction", text: "a\u202eb\u2066c", shown: "a\ufffdb\ufffdc" },
  { of: "NUL", text: "a\0b", shown: "a\ufffdb" },
])("shows $of and does not do it", ({ text, shown }) => {
  expect(printable(text)).toBe(shown);
});

test("leaves lines, tabs and every script as they are", () => {
  const text = "Größe\t1,0\n傷 שריטה 👩‍🔬\n";
  expect(printable(text)).toBe(text);
});
