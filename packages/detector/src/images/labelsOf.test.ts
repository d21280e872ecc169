import { describe, expect, test } from "vitest";
import { anomalyType, labelsOf } from "./labelsOf.ts";

const types = ["pit", "scratch"];

describe("labelsOf", () => {
  test.each<{ label: 0 | 1 | null; defectTypes: string[]; labels: number[]; single: number[] }>([
    { label: 0, defectTypes: [], labels: [0, 0], single: [0] },
    { label: 1, defectTypes: ["scratch"], labels: [0, 1], single: [1] },
    { label: 1, defectTypes: ["scratch", "pit"], labels: [1, 1], single: [1] },
    { label: 1, defectTypes: [], labels: [0, 0], single: [1] },
    { label: null, defectTypes: [], labels: [0, 0], single: [0] },
  ])(
    "of label $label and types $defectTypes is $labels, of a detector without types $single",
    ({ label, defectTypes, labels, single }) => {
      const sample = { id: "a", label, defectTypes };
      expect(labelsOf(types, sample)).toEqual(labels);
      expect(labelsOf([anomalyType], sample)).toEqual(single);
    },
  );

  test("a detector without types takes any type; one of a single type takes that alone", () => {
    const blot = { id: "a", label: 1, defectTypes: ["blot"] } as const;
    expect(labelsOf([anomalyType], blot)).toEqual([1]);
    expect(labelsOf(["blot"], blot)).toEqual([1]);
    expect(() => labelsOf(["pit"], blot)).toThrow("expected defect types among pit, got blot on a");
  });

  test("refuses a type the detector was not made for, naming the image", () => {
    expect(() => labelsOf(types, { id: "tile/7", label: 1, defectTypes: ["pit", "blot"] })).toThrow(
      "labelsOf: expected defect types among pit, scratch, got blot on tile/7; create the detector with it, or leave the image out",
    );
  });
});
