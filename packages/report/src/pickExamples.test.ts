import { describe, expect, test } from "vitest";
import { calibrate, calibrated } from "../test/makeRecords.ts";
import type { EvaluationRecord } from "./evaluate.ts";
import { pickExamples } from "./pickExamples.ts";

const map = { data: [0], height: 1, width: 1 };

/** An image of the types it names: `image("a", [0.5, 0.1], "pit")`. */
function image(id: string, scores: number[], ...defectTypes: string[]): EvaluationRecord {
  const [label, category] = [defectTypes.length ? 1 : 0, "tile"] as const;
  const maps = scores.map(() => map);
  return {
    id,
    label,
    category,
    defectTypes,
    scores,
    score: scores.reduce((sum, score) => sum + score),
    maps,
    map,
    mask: null,
  };
}

const any = calibrated(0.5);
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
    const calibration = calibrate(["pit"], 0.5);
    const picks = pickExamples({ types: ["pit"], records, calibration, any });
    expect(names(picks)).toEqual(["found d pit", "missed f pit"]); // found: .5 .6 .7 .9
  });

  test("shows an image of two types for each of them", () => {
    const types = ["pit", "scratch"];
    const records = [image("a", [0.9, 0.1], "pit", "scratch")];
    const picks = pickExamples({ types, records, calibration: calibrate(types, 0.5), any });
    expect(names(picks)).toEqual(["found a pit", "missed a scratch"]);
  });

  test("leaves a type without a threshold undecided, and one without images out", () => {
    const types = ["pit", "scratch"];
    const records = [image("a", [0.9, 0], "pit"), image("b", [0.1, 0], "pit")];
    const picks = pickExamples({ types, records, calibration: calibrate(types, null), any });
    expect(names(picks)).toEqual(["undecided b pit"]);
  });

  test("decides on normal images by the threshold of any defect alone; without one all are calm", () => {
    const types = ["pit", "scratch"];
    const records = [image("a", [0.4, 0.3]), image("b", [0.6, 0]), image("c", [0.1, 0.1])];
    const calibration = calibrate(types, 0.5);
    const options = { types, records, calibration };
    expect(names(pickExamples({ ...options, any: calibrated(0.65) }))).toEqual([
      "falseAlarm a", // 0.7
      "calm b",
      "calm c",
    ]);
    const undecided = pickExamples({ ...options, any: calibrated(null) });
    expect(undecided.map(({ kind }) => kind)).toEqual(["calm", "calm", "calm"]);
  });

  test("takes the loudest false alarms and the most ordinary calm images", () => {
    const scores = [0.6, 0.9, 0.7, 0.1, 0.2, 0.3, 0.25, 0.22, 0.0];
    const records = scores.map((score, i) => image(String(i), [score]));
    const calibration = calibrate(["pit"], 0.5);
    const picks = pickExamples({ types: ["pit"], records, calibration, any, normals: 2 });
    // The median of all nine is .25.
    expect(names(picks)).toEqual(["falseAlarm 1", "falseAlarm 2", "calm 6", "calm 7"]);
  });

  test("lets categories take turns among calm images", () => {
    const records = [0.1, 0.1, 0.1, 0.12, 0.3].map((score, i) => image(String(i), [score]));
    records[3].category = "cap";
    records[4].category = "cap";
    const calibration = calibrate(["pit"], 0.5);
    const picks = pickExamples({ types: ["pit"], records, calibration, any, normals: 4 });
    expect(picks.map(({ record }) => record.id)).toEqual(["0", "3", "1", "4"]);
  });
});
