import { expect, test } from "vitest";
import { printTable2 } from "./printTable2.ts";

test("printTable2 writes the paper's figure, ours and their difference, a row each", () => {
  const lines: string[] = [];
  printTable2((line) => lines.push(line));
  const row = lines.find((line) => line.trimStart().startsWith("0.1"));
  expect(row).toMatch(/15206\.14 +15206\.06 +\+0\.08 \(s\.e\. 0\.62\) +8\.41$/);
  expect(lines.filter((line) => /s\.e\. \d/.test(line))).toHaveLength(3);
});
