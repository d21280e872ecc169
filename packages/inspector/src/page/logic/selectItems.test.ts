import { expect, test } from "vitest";
import { selectItems } from "./selectItems.ts";
import type { Listed, Selection } from "./selectItems.ts";

const item = (name: string, score: number | null, parts: Partial<Listed> = {}): Listed => ({
  name,
  score,
  verdict: "normal",
  found: [],
  label: null,
  types: [],
  marked: false,
  ...parts,
});
const items = [
  item("b/10.png", 5, { verdict: "anomalous", found: ["crack"], label: 0 }),
  item("b/9.png", 1, { label: 1, types: ["stain"] }),
  item("A.png", NaN, { verdict: "undecided" }),
  item("z.png", null, { verdict: "undecided", marked: true }),
  item("c.png", 3, { label: 0 }),
];
const chosen = (parts: Partial<Selection>) =>
  selectItems(items, { show: "all", type: "", text: "", order: "highest", ...parts });

test.each([
  { of: "all, highest first, what has no score last and by name", parts: {}, is: [0, 4, 1, 2, 3] },
  { of: "all, lowest first, the same last", parts: { order: "lowest" }, is: [1, 4, 0, 2, 3] },
  { of: "all by name, numbers as numbers", parts: { order: "name" }, is: [2, 1, 0, 4, 3] },
  { of: "anomalous", parts: { show: "anomalous" }, is: [0] },
  { of: "undecided, but not those without a verdict", parts: { show: "undecided" }, is: [2] },
  { of: "mistakes", parts: { show: "mistakes" }, is: [0, 1] },
  { of: "marked", parts: { show: "marked" }, is: [3] },
  { of: "a type that was found", parts: { type: "crack" }, is: [0] },
  { of: "a type that is known to be there", parts: { type: "stain" }, is: [1] },
  { of: "a part of the name in any case", parts: { text: " a.P" }, is: [2] },
] satisfies { of: string; parts: Partial<Selection>; is: number[] }[])("$of", ({ parts, is }) => {
  expect(chosen(parts)).toEqual(is);
});
