import { describe, expect, test } from "vitest";
import { side, tinyImage, tinySource } from "../../test/tiny.ts";
import { abortable, memorySource, subset } from "./imageSource.ts";

const mask = { data: new Uint8Array(side * side).fill(1), height: side, width: side };
const source = memorySource([
  { id: "a", label: 0, defectTypes: [], image: tinyImage([1, 1, 1, 1]) },
  { id: "b", label: 1, defectTypes: ["pit"], image: tinyImage([2, 2, 2, 2]), mask },
  { id: "c", label: 0, defectTypes: [], image: tinyImage([3, 3, 3, 3]), mask: null },
]);

test("memorySource gives the images and masks it was made of", async () => {
  expect((await source.read(1)).data[0]).toBe(2);
  expect(await source.readMask(1)).toBe(mask);
  expect([await source.readMask(0), await source.readMask(2)]).toEqual([null, null]);
});

test("subset keeps the order, and reads the images and masks of those it keeps", async () => {
  const others = subset(source, ({ id }) => id !== "a");
  expect(others.samples.map(({ id }) => id)).toEqual(["b", "c"]);
  expect((await others.read(1)).data[0]).toBe(3);
  expect(await others.readMask(0)).toBe(mask);
  expect(subset(tinySource(), () => false).samples).toEqual([]);
});

describe("abortable", () => {
  test("reads until the signal comes, then throws its reason", async () => {
    const controller = new AbortController();
    const ending = abortable(source, controller.signal);
    expect(ending.samples).toBe(source.samples);
    expect((await ending.read(2)).data[0]).toBe(3);
    expect(await ending.readMask(1)).toBe(mask);
    controller.abort(new Error("that is enough"));
    await expect(ending.read(0)).rejects.toThrow("that is enough");
    await expect(ending.readMask(0)).rejects.toThrow("that is enough");
  });

  test("without a signal reads on", async () => {
    expect((await abortable(source, undefined).read(0)).data[0]).toBe(1);
  });
});
