import { describe, expect, test } from "vitest";
import { classGroups } from "./classGroups.ts";

const model = { types: ["pit", "scratch"], defectTypes: ["pit", "scratch"], singleChannel: false };
const samples = (...types: string[][]) =>
  types.map((defectTypes, i) => ({ id: `${i}`, defectTypes }));
const data = samples([], ["scratch"], ["pit"], [], ["scratch", "pit"]);

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
    const single = { ...model, types: ["anomaly"], singleChannel: true };
    expect(classGroups(single, data)).toEqual(two);
    expect(classGroups(model, data, "anomaly")).toEqual(two);
    expect(classGroups(single, data, "types")).toHaveLength(3);
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
    { of: "an unknown type", data: samples([], ["blot"]), message: "got blot on 1" },
  ])("refuses $of", ({ data, message }) => {
    expect(() => classGroups(model, data)).toThrow(message);
  });
});
