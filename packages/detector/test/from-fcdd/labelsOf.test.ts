import { describe, expect, test } from "vitest";
import { labelsOf } from "./labelsOf.ts";

const model = { types: ["pit", "scratch"], defectTypes: ["pit", "scratch"], singleChannel: false };

describe("labelsOf", () => {
  test.each([
    { defectTypes: [], labels: [0, 0], single: [0] },
    { defectTypes: ["scratch"], labels: [0, 1], single: [1] },
    { defectTypes: ["scratch", "pit"], labels: [1, 1], single: [1] },
  ])(
    "of $defectTypes is $labels, in single-channel mode $single",
    ({ defectTypes, labels, single }) => {
      expect(labelsOf(model, { id: "a", defectTypes })).toEqual(labels);
      const channel = { ...model, types: ["anomaly"], singleChannel: true };
      expect(labelsOf(channel, { id: "a", defectTypes })).toEqual(single);
    },
  );

  test("refuses a type the detector was not made for, naming the image", () => {
    expect(() => labelsOf(model, { id: "tile/7", defectTypes: ["pit", "blot"] })).toThrow(
      "labelsOf: expected defect types among pit, scratch, got blot on tile/7; create the detector with it",
    );
  });
});
