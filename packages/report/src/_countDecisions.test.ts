import { decide } from "@flawlens/inference/core";
import { describe, expect, test } from "vitest";
import { calibrated, makeDetector } from "../test/makeDetector.ts";
import { makeRecords } from "../test/makeRecords.ts";
import { countDecisions } from "./_countDecisions.ts";
import type { EvaluationRecord } from "./evaluationRecord.ts";

const types = ["pit", "scratch"];
const image = (scores: number[], ...defectTypes: string[]): EvaluationRecord => ({
  id: `${scores}`,
  category: "tile",
  label: defectTypes.length > 0 ? 1 : 0,
  defectTypes: defectTypes.filter((type) => type !== "unknown"),
  scores,
  maps: [],
  mask: null,
});

describe("countDecisions", () => {
  const rules = {
    types,
    calibration: { pit: calibrated(0.5), scratch: calibrated(null) },
    any: calibrated(0.6),
  };
  const records = [
    image([0.5, 0.2], "pit"), // anomalous, and called pit
    image([0.55, 0], "pit", "scratch"), // normal: pit is not called, though it reaches its threshold
    image([0.8, 0], "dent"), // anomalous, and called pit
    image([0.6, 0]), // anomalous, and called pit
    image([0.1, 0]),
    image([0.4, 0.3]), // anomalous, and called no type
    image([0.9, 0], "unknown"), // anomalous, and called pit; nobody knows whether it is one
  ];

  test("counts the verdicts that the detector gives", () => {
    expect(countDecisions(rules, records)).toEqual({
      types: {
        pit: { found: 1, positives: 2, falseAlarms: 2, negatives: 4 },
        scratch: null,
      },
      any: { found: 3, positives: 4, falseAlarms: 2, negatives: 3 },
      undecided: 0,
      rows: [
        { label: 0, truth: null, images: 3, called: [1, null], calledAny: 2 },
        { label: 1, truth: "pit", images: 2, called: [1, null], calledAny: 1 },
        { label: 1, truth: "scratch", images: 1, called: [0, null], calledAny: 0 },
        { label: 1, truth: "dent", images: 1, called: [1, null], calledAny: 1 },
        { label: 1, truth: null, images: 1, called: [1, null], calledAny: 1 },
      ],
    });
  });

  test("without a threshold of any defect decides nothing", () => {
    const undecided = countDecisions({ ...rules, any: calibrated(null) }, records);
    expect(undecided.types).toEqual({ pit: null, scratch: null });
    expect(undecided.any).toBeNull();
    expect(undecided.undecided).toBe(7);
    expect(undecided.rows[0]).toEqual({
      label: 0,
      truth: null,
      images: 3,
      called: [null, null],
      calledAny: null,
    });
  });

  test("calls an image a type exactly where decide does", () => {
    const { records } = makeRecords({ types, count: 90, seed: 3 });
    for (const threshold of [0.2, 0.5, 0.9])
      for (const any of [0.3, 0.8, 1.2]) {
        const detector = makeDetector(types, { threshold, any: calibrated(any, { scoreRange: [0, 3] }) }); // prettier-ignore
        const { rows, any: decision } = countDecisions(detector, records);
        const verdicts = records.map(({ scores }) => decide(detector, scores));
        for (const { label, truth, called, calledAny } of rows) {
          const own = verdicts.filter((_, i) =>
            truth === null
              ? label === 0 && records[i].label === 0
              : records[i].defectTypes.includes(truth),
          );
          const anomalous = (list: { verdict: string }[]) =>
            list.filter(({ verdict }) => verdict === "anomalous").length;
          expect(calledAny).toBe(anomalous(own));
          expect(called).toEqual(types.map((type) => anomalous(own.map((one) => one.types[type]))));
        }
        expect(decision?.falseAlarms).toBe(rows[0].calledAny);
      }
  });
});
