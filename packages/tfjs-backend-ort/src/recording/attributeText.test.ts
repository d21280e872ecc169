import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attributeText } from "./attributeText.ts";

describe("attributeText", () => {
  test.each([
    { a: { value: Infinity }, b: { value: -Infinity } },
    { a: { value: NaN }, b: { value: null } },
    { a: { value: 0 }, b: { value: -0 } },
    { a: { pad: "same" }, b: { pad: ["same"] } },
    { a: { axis: [1, 2] }, b: { axis: [12] } },
    { a: { axis: [[1], [2]] }, b: { axis: [[1, 2]] } },
    { a: { x: 1, y: 2 }, b: { x: 1 } },
    { a: { transpose: true }, b: { transpose: "true" } },
  ])("tells $a from $b", ({ a, b }) => {
    expect(attributeText(a)).not.toBe(attributeText(b));
  });

  test("is equal exactly where JSON is, of what JSON can say", () => {
    const attributes = fc.dictionary(
      fc.constantFrom("axis", "pad", "strides"),
      fc.oneof(fc.integer(), fc.boolean(), fc.string(), fc.array(fc.integer())),
    );
    fc.assert(
      fc.property(attributes, attributes, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(attributeText(a) === attributeText(b)).toBe(same);
      }),
    );
  });

  test("passes over attributes that are not set", () => {
    expect(attributeText({ axis: 1, keepDims: undefined })).toBe(attributeText({ axis: 1 }));
  });
});
