import { decide } from "@flawlens/inference/core";
import { describe, expect, test } from "vitest";
import { calibrated, makeDetector } from "../test/makeDetector.ts";
import { makeRecords } from "../test/makeRecords.ts";
import type { EvaluationRecord } from "./evaluationRecord.ts";
import { pickExamples } from "./pickExamples.ts";

const map = { data: Float32Array.of(0), height: 1, width: 1 };

/** An image of the types it names: `image("a", [0.5, 0.1], "pit")`. */
function image(id: string, scores: number[], ...defectTypes: string[]): EvaluationRecord {
  const [label, category] = [defectTypes.length ? 1 : 0, "tile"] as const;
  return { id, label, category, defectTypes, scores, maps: scores.map(() => map), mask: null };
}

/** Thresholds of 0.5 for each type, and of any defect. */
const rules = (types: string[], any: number | null = 0.5, threshold: number | null = 0.5) =>
  makeDetector(types, { threshold, any: calibrated(any, { scoreRange: [0, 3] }) });
const names = (picks: ReturnType<typeof pickExamples>) =>
  picks.map(({ kind, record, type }) => [kind, record.id, type].filter(Boolean).join(" "));

describe("pickExamples", () => {
  test("takes the median found image of a type and its worst miss", () => {
    const records = [
      image("a", [0.9], "pit"),
      image("b", [0.5], "pit"), // at the threshold: found
      image("c", [0.7], "pit"),
      image("d", [0.6], "pit"),
      image("e", [0.4], "pit"),
      image("f", [0.2], "pit"),
    ];
    const picks = pickExamples({ rules: rules(["pit"]), records });
    expect(names(picks)).toEqual(["found d pit", "missed f"]); // found: .5 .6 .7 .9
  });

  test("shows an image of two types for each of them", () => {
    const records = [image("a", [0.9, 0.1], "pit", "scratch")];
    const picks = pickExamples({ rules: rules(["pit", "scratch"]), records });
    expect(names(picks)).toEqual(["found a pit", "misnamed a scratch"]);
  });

  test("takes the quietest of those called anomalous but not this type", () => {
    const types = ["pit", "scratch"];
    const records = [
      image("a", [0.3, 0.4], "pit"), // .7: no type reaches its threshold
      image("b", [0.2, 0.6], "pit"), // called scratch
      image("c", [0.4, 0.6], "pit"),
    ];
    const picks = pickExamples({ rules: rules(types), records });
    expect(names(picks)).toEqual(["misnamed b pit"]);
  });

  test("an image that is normal as a whole is missed, also where its type reaches its threshold", () => {
    const records = [image("a", [0.6, 0], "pit")];
    const picks = pickExamples({ rules: rules(["pit", "scratch"], 0.8), records });
    expect(names(picks)).toEqual(["missed a"]);
  });

  test("shows an image that is missed once, whatever its types, by its score for any defect", () => {
    const records = [
      image("a", [0.1, 0.3], "pit", "scratch"),
      image("b", [0.2, 0.1], "pit", "scratch"),
      image("c", [0, 0.35], "scratch"),
    ];
    const picks = pickExamples({ rules: rules(["pit", "scratch"]), records });
    expect(names(picks)).toEqual(["missed b"]); // .4 .3 .35
  });

  test("leaves a type without a threshold undecided, and one without images out", () => {
    const types = ["pit", "scratch"];
    const records = [
      image("a", [0.9, 0], "pit"),
      image("b", [0.7, 0], "pit"),
      image("c", [0.8, 0], "pit"),
      image("d", [0.1, 0], "pit"), // normal as a whole
    ];
    const picks = pickExamples({ rules: rules(types, 0.5, null), records });
    expect(names(picks)).toEqual(["undecided c pit", "missed d"]);
  });

  test("without a threshold of any defect everything is undecided, nothing calm or missed", () => {
    const records = [
      image("a", [0.9, 0], "pit"),
      image("b", [0.1, 0]),
      image("c", [0.3, 0]),
      image("d", [0.2, 0]),
    ];
    const picks = pickExamples({ rules: rules(["pit", "scratch"], null), records });
    expect(names(picks)).toEqual(["undecided a", "undecided d"]);
  });

  test("judges defects of no known type as any defect", () => {
    const untyped = (id: string, score: number): EvaluationRecord => ({
      ...image(id, [score, 0]),
      label: 1,
    });
    const records = [
      untyped("a", 0.9),
      untyped("b", 0.6),
      untyped("c", 0.7),
      untyped("d", 0.1),
      image("e", [0.2, 0], "dent"), // a type that the detector does not know
    ];
    const picks = pickExamples({ rules: rules(["pit", "scratch"]), records });
    expect(names(picks)).toEqual(["found c", "missed d"]);
    const undecided = pickExamples({ rules: rules(["pit", "scratch"], null), records });
    expect(names(undecided)).toEqual(["undecided b"]); // .1 .2 .6 .7 .9
  });

  test("shows any defect of a detector that does not tell types apart", () => {
    const records = [image("a", [0.9], "anomaly"), image("b", [0.1], "anomaly")];
    const picks = pickExamples({ rules: rules(["anomaly"]), records });
    expect(names(picks)).toEqual(["found a", "missed b"]);
  });

  test("decides on normal images by the threshold of any defect alone", () => {
    const records = [image("a", [0.4, 0.3]), image("b", [0.6, 0]), image("c", [0.1, 0.1])];
    const picks = pickExamples({ rules: rules(["pit", "scratch"], 0.65), records });
    expect(names(picks)).toEqual(["falseAlarm a", "calm b", "calm c"]); // .7 | .6, .2
  });

  test("takes the loudest false alarms and the most ordinary calm images", () => {
    const scores = [0.6, 0.9, 0.7, 0.1, 0.2, 0.3, 0.25, 0.22, 0.0];
    const records = scores.map((score, i) => image(String(i), [score]));
    const picks = pickExamples({ rules: rules(["pit"]), records, normals: 2 });
    // The median of all nine is .25.
    expect(names(picks)).toEqual(["falseAlarm 1", "falseAlarm 2", "calm 6", "calm 7"]);
  });

  test("lets categories take turns among calm images", () => {
    const records = [0.1, 0.1, 0.1, 0.12, 0.3].map((score, i) => image(String(i), [score]));
    records[3].category = "cap";
    records[4].category = "cap";
    const picks = pickExamples({ rules: rules(["pit"]), records, normals: 4 });
    expect(picks.map(({ record }) => record.id)).toEqual(["0", "3", "1", "4"]);
  });

  test("never calls an image otherwise than decide does", () => {
    const types = ["pit", "scratch"];
    const { records } = makeRecords({ types, count: 60, seed: 8 });
    const seen = new Set<string>();
    for (const [threshold, any] of [
      [0.5, 0.9],
      [0.9, 0.5],
      [0.3, 1.4],
      [null, 0.7],
      [0.5, null],
    ]) {
      const detector = rules(types, any, threshold);
      for (const { kind, record, type } of pickExamples({ rules: detector, records })) {
        const { verdict, types: own } = decide(detector, record.scores);
        const both = `${verdict} ${type === null ? verdict : own[type].verdict}`;
        expect(allowed[kind]).toContain(both);
        seen.add(kind);
      }
    }
    expect([...seen].toSorted()).toEqual(Object.keys(allowed).toSorted());
  });
});

/** The verdict on the image and on its type, or on any defect again. */
const allowed = {
  found: ["anomalous anomalous"],
  misnamed: ["anomalous normal"],
  missed: ["normal normal"],
  undecided: ["anomalous undecided", "undecided undecided"],
  falseAlarm: ["anomalous anomalous"],
  calm: ["normal normal"],
};
