import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitSide } from "./fitSide.ts";
import { type FreeSide, recordingSizes } from "./freeSides.ts";

const sides: FreeSide[] = [
  { name: "batch", sizes: [53, 59, 61] },
  { name: "height", sizes: [211, 704, 705, 703] },
];
const valuesOf = (rule: (sizes: Record<string, number>) => number): number[] =>
  recordingSizes(sides).map(rule);

describe("fitSide", () => {
  test.each([
    { of: "a constant", rule: () => 7, is: { kind: "fixed", value: 7 } },
    {
      of: "the batch",
      rule: ({ batch }: Record<string, number>) => batch,
      is: { kind: "line", side: "batch", slope: 1, offset: 0, divisor: 1 },
    },
    {
      of: "a padded side",
      rule: ({ height }: Record<string, number>) => 2 * height + 3,
      is: { kind: "line", side: "height", slope: 2, offset: 3, divisor: 1 },
    },
    {
      of: "pixels of a batch",
      rule: ({ batch, height }: Record<string, number>) => 5 * batch * height,
      is: { kind: "product", sides: ["batch", "height"], factor: 5 },
    },
    {
      of: "the share of one image",
      rule: ({ batch }: Record<string, number>) => Math.fround(1 / batch),
      is: { kind: "share", side: "batch", factor: expect.closeTo(1, 6) },
    },
  ])("finds $of", ({ rule, is }) => {
    expect(fitSide(valuesOf(rule as never), sides)).toEqual(is);
  });

  test("finds what strides make of a side: a rule that holds at sizes it never saw", () => {
    const strides = fc.array(fc.constantFrom(1, 2), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(strides, fc.integer({ min: 32, max: 2000 }), (list, unseen) => {
        // Convolutions of 3 x 3 with a pixel of padding.
        const through = (side: number) =>
          list.reduce((size, stride) => Math.floor((size - 1) / stride) + 1, side);
        const form = fitSide(
          valuesOf(({ height }) => through(height)),
          sides,
        );
        const { slope, offset, divisor } = form as Extract<typeof form, { kind: "line" }>;
        expect(Math.floor((slope * unseen + offset) / divisor)).toBe(through(unseen));
      }),
    );
  });

  test("refuses what follows no such rule", () => {
    expect(
      fitSide(
        valuesOf(({ height }) => height ** 2),
        sides,
      ),
    ).toBeNull();
    expect(
      fitSide(
        valuesOf(({ height, batch }) => height * batch + 1),
        sides,
      ),
    ).toBeNull();
  });
});
