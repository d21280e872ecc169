import { expect, test } from "vitest";
import { imageOutputs } from "./imageOutputs.ts";

const metadata = {
  types: ["pit", "stain"],
  extras: { cues: { names: ["a", "b", "c"], typical: [0, 0, 0], high: [1, 1, 1] } },
};

test("cuts one image out of a batch of two: scores, a map a type, and extras", () => {
  const output = {
    scores: Float32Array.of(1, 2, 3, 4),
    maps: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), // [2, 2, 1, 2]
    mapSize: [1, 2] as [number, number],
    extras: { cues: Float32Array.of(1, 2, 3, 4, 5, 6) },
  };
  const image = imageOutputs(metadata, output, 1);
  expect(image).toEqual({
    scores: Float32Array.of(3, 4),
    maps: [
      { data: Float32Array.of(5, 6), height: 1, width: 2 },
      { data: Float32Array.of(7, 8), height: 1, width: 2 },
    ],
    extras: { cues: Float32Array.of(4, 5, 6) },
  });
  output.maps.fill(0);
  expect(image.maps[0].data).toEqual(Float32Array.of(5, 6)); // a copy
});
