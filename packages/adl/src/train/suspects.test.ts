import { describe, expect, test } from "vitest";
import { suspects } from "./suspects.ts";

const record = {
  ids: ["a", "b", "c", "d"],
  draws: Float32Array.of(3, 2, 0, 5),
  classifier: Float32Array.of(0, -1, 0, 0.5),
  deviation: Float32Array.of(0.2, -0.5, 0, -2),
  segmentation: Float32Array.of(-3, 1, 0, -1),
};

describe("suspects", () => {
  test("ranks by the weights of both losses, or of one", () => {
    expect(suspects(record).map(({ id }) => id)).toEqual(["b", "d", "c", "a"]);
    expect(suspects(record, { by: "deviation" }).map(({ id }) => id)).toEqual(["d", "b", "c", "a"]);
    expect(suspects(record, { by: "segmentation" }).map(({ id }) => id)).toEqual([
      "a",
      "d",
      "c",
      "b",
    ]);
    expect(suspects(record, { by: "all" }).map(({ id }) => id)).toEqual(["a", "d", "b", "c"]);
    expect(suspects(record, { by: "classifier" })[0]).toEqual({
      id: "b",
      index: 1,
      weight: Math.exp(-1),
      draws: 2,
    });
  });

  test("an image that was never drawn has an average weight", () => {
    expect(suspects(record).find(({ id }) => id === "c")).toMatchObject({ weight: 1, draws: 0 });
  });
});
