import type { LabelledSample } from "@flawlens/detector";
import { describe, expect, test } from "vitest";
import { classGroups } from "./classGroups.ts";

const model = { defectTypes: ["pit", "scratch"], singleChannel: false };
const samples = (...types: string[][]) =>
  types.map((defectTypes, i): LabelledSample => {
    return { id: `${i}`, label: defectTypes.length > 0 ? 1 : 0, defectTypes };
  });
const data = samples([], ["scratch"], ["pit"], [], ["scratch", "pit"]);

const single = { ...model, singleChannel: true };

describe("classGroups", () => {
  test("one class a type, by the first that an image names, then the normal one", () => {
    expect(classGroups(model, data)).toEqual([
      { name: "pit", indices: [2] },
      { name: "scratch", indices: [1, 4] },
      { name: "normal", indices: [0, 3] },
    ]);
  });

  test("two classes in single-channel mode, or as asked", () => {
    const two = [
      { name: "anomaly", indices: [1, 2, 4] },
      { name: "normal", indices: [0, 3] },
    ];
    expect(classGroups(single, data)).toEqual(two);
    expect(classGroups(model, data, "anomaly")).toEqual(two);
    expect(classGroups(single, data, "types")).toHaveLength(3);
  });

  test("in single-channel mode an anomalous image without types is anomalous", () => {
    const some = [...data, { id: "riddle", label: 1 as const, defectTypes: [] }];
    expect(classGroups(single, some)[0]).toEqual({ name: "anomaly", indices: [1, 2, 4, 5] });
    expect(() => classGroups(single, some, "types")).toThrow("got none on riddle");
  });

  test("a type that only comes second has no class of its own", () => {
    expect(classGroups(model, samples([], ["scratch", "pit"])).map(({ name }) => name)).toEqual([
      "scratch",
      "normal",
    ]);
  });

  test.each([
    { of: "no image", data: [], message: "expected training images, got none" },
    {
      of: "a type without images",
      data: samples([], ["pit"]),
      message:
        "expected training images of every defect type, got none of scratch; add some, or leave the type out",
    },
    {
      of: "no normal image",
      data: samples(["pit"], ["scratch"]),
      message: "expected normal training images, got none among 2",
    },
    {
      of: "an unknown type",
      data: samples([], ["blot"]),
      message: "expected defect types among pit, scratch, got blot on 1",
    },
    {
      of: "an image without a label",
      data: [...data, { id: "riddle", label: null, defectTypes: [] }],
      message: "expected images whose label is known, got riddle without one",
    },
    {
      of: "an anomalous image without types",
      data: [...data, { id: "riddle", label: 1 as const, defectTypes: [] }],
      message: "expected the defect types of each anomalous image, got none on riddle",
    },
    {
      of: "a normal image with types",
      data: [...data, { id: "riddle", label: 0 as const, defectTypes: ["pit"] }],
      message: "expected no defect types on an image labelled 0, got pit on riddle",
    },
  ])("refuses $of", ({ data, message }) => {
    expect(() => classGroups(model, data)).toThrow(message);
  });
});
