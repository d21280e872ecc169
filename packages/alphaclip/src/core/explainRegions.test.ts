import { toPrediction } from "@flawlens/inference/core";
import { describe, expect, test } from "vitest";
import { tinyMetadata } from "../../../inference/test/tinyDetector.ts";
import { sizeModel } from "../../test/sizeModel.ts";
import { explainRegions } from "./explainRegions.ts";

const candidates = ["small", "large"];

const size = { height: 40, width: 40 };
const image = { data: new Uint8Array(4800), channels: 3 as const, original: size, ...size };

/** Squares of a map of one type, each raising it to the value of red's map threshold. */
function predict(red: [x: number, y: number, side: number][], green: typeof red = []) {
  const map = (squares: typeof red, value: number) => {
    const data = new Float32Array(1600);
    for (const [x, y, side] of squares)
      for (let row = y; row < y + side; row++) data.fill(value, 40 * row + x, 40 * row + x + side);
    return { data, ...size };
  };
  const metadata = tinyMetadata();
  const maps = [map(red, 100), map(green, 40)];
  const scores = [red.length > 0 ? 200 : 0, green.length > 0 ? 100 : 0];
  return { metadata, prediction: toPrediction(metadata, { scores, maps }, size) };
}

async function explain(of: ReturnType<typeof predict>, minPixels?: number) {
  const { metadata, prediction } = of;
  const regions = await explainRegions(sizeModel, metadata, { image, prediction }, { candidates, minPixels }); // prettier-ignore
  return regions.map(({ area, box, types, found, ranking }) => ({
    area,
    at: [box.x, box.y],
    types,
    found,
    text: ranking[0].description,
  }));
}

describe("explainRegions", () => {
  test("describes each region, the largest first, with the types and regions that it was found for", async () => {
    expect(await explain(predict([[2, 2, 3]], [[20, 20, 6]]))).toEqual([
      { area: 36, at: [20, 20], types: ["green"], found: [1], text: "large" },
      { area: 9, at: [2, 2], types: ["red"], found: [0], text: "small" },
    ]);
  });

  test("leaves out what is smaller than was asked for", async () => {
    const two = predict([[2, 2, 3], [20, 20, 6]]); // prettier-ignore
    expect(await explain(two, 10)).toMatchObject([{ area: 36 }]);
    expect(await explain(two, 100)).toEqual([]);
  });

  test("describes specks as one region where there is nothing but specks", async () => {
    // Fewer than five pixels that lie together are noise to the splitting of regions.
    const specks = predict([[2, 2, 1], [30, 20, 2]]); // prettier-ignore
    expect(await explain(specks)).toEqual([
      { area: 5, at: [2, 2], types: ["red"], found: [0, 1], text: "small" },
    ]);
  });

  test("an image that is not anomalous has none", async () => {
    expect(await explain(predict([]))).toEqual([]);
  });
});
