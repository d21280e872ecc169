import "@tensorflow/tfjs-backend-cpu";
import { expect, test } from "vitest";
import { imageTensor } from "./imageTensor.ts";

const size = { height: 1, width: 2 };
const image = (data: Uint8Array | Float32Array) => ({ ...size, data });

test("joins images of one size", () => {
  const batch = imageTensor(
    [image(Uint8Array.of(1, 2, 3, 4, 5, 255)), image(Float32Array.of(0, 0.5, 1, 7, 8, 9))],
    size,
  );
  expect(batch.shape).toEqual([2, 1, 2, 3]);
  expect([...batch.dataSync()]).toEqual([1, 2, 3, 4, 5, 255, 0, 0.5, 1, 7, 8, 9]);
});

test.each([
  {
    of: "another size",
    given: { ...image(new Uint8Array(6)), height: 2 },
    told: "images[0] of 2x2",
  },
  {
    of: "another size, and the way out",
    given: { ...image(new Uint8Array(6)), height: 2 },
    told: "resize it to 1x2 first",
  },
  { of: "one channel", given: image(new Uint8Array(2)), told: "expected images of 1x2" },
  { of: "NaN", given: image(Float32Array.of(0, 0, NaN, 0, 0, 0)), told: "got NaN in images[0]" },
  { of: "above 255", given: image(Float32Array.of(0, 0, 0, 0, 0, 256)), told: "got 256" },
])("refuses an image with $of", ({ given, told }) => {
  expect(() => imageTensor([given], size)).toThrow(told);
  expect(() => imageTensor([given], size, { caller: "fcdd" })).toThrow(/^fcdd: expected/);
});

test("advises what the caller says", () => {
  const given = { ...image(new Uint8Array(6)), height: 2 };
  const remedy = "read it at the size of the detector";
  expect(() => imageTensor([given], size, { remedy })).toThrow(`of 2x2; ${remedy}`);
});
