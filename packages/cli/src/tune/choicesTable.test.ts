import { expect, test } from "vitest";
import { tinyMetadata } from "../../../inference/test/tinyDetector.ts";
import { choicesTable } from "./choicesTable.ts";

const { any } = tinyMetadata();
const metadata = tinyMetadata({ types: ["anomaly"], calibration: { anomaly: any } });

test("counts what each threshold calls anomalous on the validation images", () => {
  const scores = [10, 20, 30, 40, 90, 70, 100, 110];
  const validation = {
    labels: [0, 0, 0, 0, 0, 1, 1, 1] as (0 | 1)[],
    parts: [0, 1, 2, 3, 4, 5, 6, 7],
    scores: [scores],
    shows: [[0, 0, 0, 0, 0, 1, 1, 1] as (0 | 1)[]],
  };
  const table = choicesTable({ metadata, validation }, { goal: { recall: 0.6 } });
  // By hand: two of three anomalous images need 100; the next score below is 90.
  expect(table.split("\n").slice(0, 4)).toEqual([
    "                         threshold  normal called anomalous  of new ones  anomalous found",
    "asked for: --recall 0.6         95                   0 of 5                        2 of 3",
    "now                             80                   1 of 5                        2 of 3",
    "--false-alarms 0                95                   0 of 5   up to 17 %           2 of 3",
  ]);
  expect(table).toMatch(/--recall 1 +55 +1 of 5 +3 of 3/);
});

test("says unknown, not none, where no validation image is anomalous", () => {
  const validation = {
    labels: [0, 0] as const,
    parts: [0, 1],
    scores: [[1, 2]],
    shows: [[0, 0] as const],
  };
  const table = choicesTable({ metadata, validation }, {});
  expect(table).toMatch(/--false-alarms 0 +2\.002 +0 of 2 +up to 33 % +unknown/);
  expect(table).not.toContain("--recall");
});
