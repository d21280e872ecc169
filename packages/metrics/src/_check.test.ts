import { describe, expect, test } from "vitest";
import { binaryLabels, binaryMask, checkShape, countOnes, finiteScores } from "./_check.ts";

describe("finiteScores", () => {
  test("gives floats as they are, and others as float64", () => {
    for (const scores of [Float32Array.of(1, -2), Float64Array.of(0.5)])
      expect(finiteScores("f", "scores", scores)).toBe(scores);
    expect(finiteScores("f", "scores", [1, -2])).toEqual(Float64Array.of(1, -2));
    expect(finiteScores("f", "scores", [])).toEqual(new Float64Array(0));
  });

  test.each([0, 1, 2])("refuses the first score that is not finite: at %s", (at) => {
    for (const bad of [NaN, Infinity, -Infinity])
      for (const scores of [Float32Array.of(1, 2, 3), Float64Array.of(1, 2, 3), [1, 2, 3]]) {
        scores[at] = bad;
        expect(() => finiteScores("f", "s", scores)).toThrow(
          new RangeError(
            `f: expected finite scores, got s[${at}] = ${bad}; drop or repair that sample first`,
          ),
        );
      }
  });
});

describe("labels and masks", () => {
  test("are given as bytes, a Uint8Array as it is", () => {
    const bytes = Uint8Array.of(0, 1, 1);
    expect(binaryLabels("f", bytes)).toBe(bytes);
    expect(binaryMask("f", "m", { data: bytes, height: 1, width: 3 })).toBe(bytes);
    expect(binaryLabels("f", [0, 1, 1])).toEqual(bytes);
    expect(binaryLabels("f", Float32Array.of(0, 1, 1))).toEqual(bytes);
    expect(countOnes(bytes)).toBe(2);
  });

  test.each([0, 2, 5])("are refused at the first value that is neither 0 nor 1: at %s", (at) => {
    const values = [0, 1, 0, 1, 1, 0];
    for (const data of [Uint8Array.from(values), [...values]])
      for (const bad of data instanceof Uint8Array ? [2, 255] : [2, -1, 0.5, NaN]) {
        data.fill(bad, at);
        expect(() => binaryLabels("f", data)).toThrow(
          new RangeError(
            `f: expected labels 0 (normal) or 1 (anomalous), got labels[${at}] = ${bad}`,
          ),
        );
        expect(() => binaryMask("f", "m", { data, height: 2, width: 3 })).toThrow(
          `got m.data[${at}] = ${bad} (row ${Math.floor(at / 3)}, column ${at % 3}); binarise`,
        );
      }
  });

  test.each([
    [0, 3],
    [3, 0],
    [1.5, 2],
    [2, 1.5],
  ])("of %s x %s are refused", (height, width) => {
    expect(() => checkShape("f", "m", { data: [1, 1, 1], height, width })).toThrow(
      new RangeError(
        `f: expected m with a whole height and width of at least 1, got ${height} x ${width}`,
      ),
    );
  });

  test("of another size than their data are refused", () => {
    checkShape("f", "m", { data: [1], height: 1, width: 1 });
    for (const data of [Array(5), Array(7)])
      expect(() => checkShape("f", "m", { data, height: 2, width: 3 })).toThrow(
        new RangeError(`f: expected m.data with 2 x 3 = 6 values, got ${data.length}`),
      );
  });
});
