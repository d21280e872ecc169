import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitDimension } from "./fitDimension.ts";
import { type FreeDimension, recordingSizes } from "./freeDimensions.ts";

const dimensions: FreeDimension[] = [
  { name: "batch", sizes: [53, 59, 61] },
  { name: "height", sizes: [211, 704, 705, 703] },
];
const valuesOf = (rule: (sizes: Record<string, number>) => number): number[] =>
  recordingSizes(dimensions).map(rule);

describe("fitDimension", () => {
  test.each([
    { of: "a constant", rule: () => 7, is: { kind: "fixed", value: 7 } },
    {
      of: "the batch",
      rule: ({ batch }: Record<string, number>) => batch,
      is: { kind: "line", dimension: "batch", slope: 1, offset: 0, divisor: 1 },
    },
    {
      of: "a padded dimension",
      rule: ({ height }: Record<string, number>) => 2 * height + 3,
      is: { kind: "line", dimension: "height", slope: 2, offset: 3, divisor: 1 },
    },
    {
      of: "pixels of a batch",
      rule: ({ batch, height }: Record<string, number>) => 5 * batch * height,
      is: { kind: "product", dimensions: ["batch", "height"], factor: 5 },
    },
    {
      of: "the share of one image",
      rule: ({ batch }: Record<string, number>) => Math.fround(1 / batch),
      is: { kind: "share", dimension: "batch", factor: expect.closeTo(1, 6) },
    },
  ])("finds $of", ({ rule, is }) => {
    expect(fitDimension(valuesOf(rule as never), dimensions)).toEqual(is);
  });

  test("finds what strides make of a dimension: a rule that holds at sizes it never saw", () => {
    const strides = fc.array(fc.constantFrom(1, 2), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(strides, fc.integer({ min: 32, max: 2000 }), (list, unseen) => {
        // Convolutions of 3 x 3 with a pixel of padding.
        const through = (dimension: number) =>
          list.reduce((size, stride) => Math.floor((size - 1) / stride) + 1, dimension);
        const form = fitDimension(
          valuesOf(({ height }) => through(height)),
          dimensions,
        );
        const { slope, offset, divisor } = form as Extract<typeof form, { kind: "line" }>;
        expect(Math.floor((slope * unseen + offset) / divisor)).toBe(through(unseen));
      }),
    );
  });

  test("refuses what follows no such rule", () => {
    expect(
      fitDimension(
        valuesOf(({ height }) => height ** 2),
        dimensions,
      ),
    ).toBeNull();
    expect(
      fitDimension(
        valuesOf(({ height, batch }) => height * batch + 1),
        dimensions,
      ),
    ).toBeNull();
  });
});
