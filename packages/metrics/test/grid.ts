import * as fc from "fast-check";
import type { Grid } from "../src/grid.ts";

/** A map from its rows. */
export function mapOf(...rows: number[][]): Grid {
  return { data: Float64Array.from(rows.flat()), height: rows.length, width: rows[0].length };
}

/** A mask from its rows: any mark is a 1, `.` and `0` are a 0. */
export function maskOf(...rows: string[]): Grid {
  const data = Uint8Array.from(rows.join(""), (mark) => (mark === "." || mark === "0" ? 0 : 1));
  return { data, height: rows.length, width: rows[0].length };
}

/** A few random images with their masks; scores from a short list, so full of ties. */
export const imageSets: fc.Arbitrary<{ maps: Grid[]; masks: Grid[] }> = fc
  .array(
    fc.record({ height: fc.integer({ min: 1, max: 7 }), width: fc.integer({ min: 1, max: 7 }) }),
    { minLength: 1, maxLength: 3 },
  )
  .chain((sizes) =>
    fc.record({
      maps: fc.tuple(
        ...sizes.map(({ height, width }) =>
          fc
            .array(fc.integer({ min: -6, max: 6 }), {
              minLength: height * width,
              maxLength: height * width,
            })
            .map((data): Grid => ({ data: data.map((x) => x / 4), height, width })),
        ),
      ),
      masks: fc.tuple(
        ...sizes.map(({ height, width }) =>
          fc
            .array(fc.integer({ min: 0, max: 3 }), {
              minLength: height * width,
              maxLength: height * width,
            })
            .map((data): Grid => ({ data: data.map((x) => (x === 0 ? 1 : 0)), height, width })),
        ),
      ),
    }),
  )
  .filter(({ masks }) => {
    const classes = new Set(masks.flatMap(({ data }) => Array.from(data)));
    return classes.size === 2;
  });

/** All pixels of all images as one list of scores and one of labels. */
export function pooled({ maps, masks }: { maps: readonly Grid[]; masks: readonly Grid[] }): {
  scores: number[];
  labels: number[];
} {
  return {
    scores: maps.flatMap(({ data }) => Array.from(data)),
    labels: masks.flatMap(({ data }) => Array.from(data)),
  };
}
