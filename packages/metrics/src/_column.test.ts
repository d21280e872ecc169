import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Column } from "./_column.ts";
import type { Floats } from "./_sortFloats.ts";

const pieces = fc.array(
  fc.record({
    wide: fc.boolean(),
    values: fc.array(fc.integer({ min: -100, max: 100 }), { maxLength: 20 }),
  }),
  { maxLength: 12 },
);

test("a column holds what was appended, in order, whatever kinds came in turn", () => {
  fc.assert(
    fc.property(pieces, (list) => {
      const column = new Column<Floats>();
      for (const { wide, values } of list)
        column.append(wide ? Float64Array.from(values) : Float32Array.from(values));
      const expected = list.flatMap(({ values }) => values);
      expect(column.chunks().flatMap((chunk) => Array.from(chunk))).toEqual(expected);
      expect(column.length).toBe(expected.length);

      const twice = new Column<Floats>();
      twice.appendAll(column);
      twice.appendAll(column);
      expect(twice.chunks().flatMap((chunk) => Array.from(chunk))).toEqual([
        ...expected,
        ...expected,
      ]);
    }),
  );
});
