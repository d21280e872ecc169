import { expect, test } from "vitest";
import { confusion, isMistake } from "./confusion.ts";
import type { Judged } from "./confusion.ts";

const images: Judged[] = [
  { label: 0, verdict: "anomalous" },
  { label: 0, verdict: "normal" },
  { label: 1, verdict: "normal" },
  { label: 1, verdict: "undecided" },
  { label: null, verdict: "anomalous" },
];

test("images are counted by label and verdict; one of unknown label is neither right nor wrong", () => {
  expect(confusion(images)).toEqual({
    normal: { normal: 1, anomalous: 1, undecided: 0 },
    anomalous: { normal: 1, anomalous: 0, undecided: 1 },
    unknown: { normal: 0, anomalous: 1, undecided: 0 },
  });
  expect(images.map(isMistake)).toEqual([true, false, true, false, false]);
});
