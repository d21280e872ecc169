import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seeded } from "../test/seeded.ts";
import { type Floats, sortFloats } from "./_sortFloats.ts";

const float = fc.double({ noNaN: true, noDefaultInfinity: true });
const float32 = fc.float({ noNaN: true, noDefaultInfinity: true });

/** Long enough for the radix passes, from a short random list repeated and shifted. */
function stretch(values: number[], length: number): number[] {
  return Array.from({ length }, (_, i) => values[(i * 7919) % values.length]);
}

describe("sortFloats", () => {
  test.each([10, 5000])("sorts %i float32 values as a comparison sort does", (length) => {
    fc.assert(
      fc.property(fc.array(float32, { minLength: 1, maxLength: 50 }), (values) => {
        const floats = Float32Array.from(stretch(values, length));
        const expected = floats.slice().sort();
        expect(sortFloats(floats).values).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  test.each([10, 5000])("sorts %i float64 values as a comparison sort does", (length) => {
    fc.assert(
      fc.property(fc.array(float, { minLength: 1, maxLength: 50 }), (values) => {
        const floats = Float64Array.from(stretch(values, length));
        const expected = floats.slice().sort();
        expect(sortFloats(floats).values).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    { of: "all negative, one exponent", make: (u: number) => -1 - u / 4 },
    { of: "all the same", make: () => -3 },
    { of: "alike in their upper word, all", make: (u: number) => 1 + u * 2 ** -21 },
    {
      of: "alike in their upper word by twenties",
      make: (u: number) => 1 + Math.floor(u * 200) / 256 + u * 2 ** -40,
    },
    { of: "in a narrow band", make: (u: number) => 0.5 + u * 1e-6 },
    { of: "around zero", make: (u: number) => Math.round(u * 6 - 3) * 0.5 },
    { of: "over all magnitudes", make: (u: number) => (u < 0.5 ? -1 : 1) * 2 ** (u * 120 - 60) },
  ])("sorts values $of", ({ make }) => {
    const random = seeded(5);
    const values = Float64Array.from({ length: 4000 }, () => make(random()));
    const float32 = Float32Array.from(values);
    expect(sortFloats(float32.slice()).values).toEqual(float32.sort());
    expect(sortFloats(values.slice()).values).toEqual(values.sort());
  });

  test.each([
    { of: "float32", make: (n: number): Floats => new Float32Array(n) },
    { of: "float64", make: (n: number): Floats => new Float64Array(n) },
  ])("moves a payload along with $of", ({ make }) => {
    const random = seeded(9);
    const values = make(3000);
    const places = new Uint32Array(3000);
    for (let i = 0; i < 3000; i++) {
      values[i] = Math.floor(random() * 500 - 250) / 8;
      places[i] = i;
    }
    const original = values.slice();
    const { values: sorted, payload } = sortFloats(values, places);
    expect(new Set(payload).size).toBe(3000);
    expect(Array.from(payload ?? [], (i) => original[i])).toEqual([...sorted]);
    expect(sorted).toEqual(original.sort());
  });

  test("takes an empty list, and one value, with a payload", () => {
    expect(sortFloats(new Float32Array(0), new Uint32Array(0)).values).toHaveLength(0);
    const one = sortFloats(Float64Array.of(-7), Uint32Array.of(3));
    expect([...one.values, ...(one.payload ?? [])]).toEqual([-7, 3]);
  });
});
