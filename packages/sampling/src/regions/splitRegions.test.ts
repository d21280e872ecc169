import type { Grid } from "@flawlens/metrics";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dbscanByPairs } from "../../test/dbscanByPairs.ts";
import peers from "../../test/fixtures/dbscan.json" with { type: "json" };
import { splitRegions } from "./splitRegions.ts";

const maskOf = (...rows: string[]): Grid => ({
  data: Uint8Array.from(rows.join(""), (pixel) => (pixel === "#" ? 1 : 0)),
  height: rows.length,
  width: rows[0]?.length ?? 0,
});

const pointsOf = ({ data, width }: Grid) =>
  Array.from(data).flatMap((bit, i) => (bit ? [[Math.floor(i / width), i % width]] : []));

/** Labels of the foreground, in the order of its points. */
const onForeground = ({ data }: Grid, labels: Int32Array) =>
  Array.from(labels.filter((_, i) => data[i]));

const masks: fc.Arbitrary<Grid> = fc
  .record({
    height: fc.integer({ min: 0, max: 14 }),
    width: fc.integer({ min: 0, max: 14 }),
    density: fc.constantFrom(0.1, 0.3, 0.6, 0.95),
  })
  .chain(({ height, width, density }) =>
    fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), {
        minLength: height * width,
        maxLength: height * width,
      })
      .map((values) => ({ data: values.map((x) => (x < density ? 1 : 0)), height, width })),
  );

// distances of pixels whose squares round down are left to scikit-learn's own cases
const anyEps = fc.oneof(
  fc.constantFrom(0.5, 1, Math.SQRT2, 2, Math.sqrt(5), 3, Math.sqrt(10), 4, 5, 100, 1e200, 1e-200),
  fc.double({ min: 0.01, max: 8, noNaN: true }),
);

describe("splitRegions", () => {
  test.each(peers.masks)(
    `has scikit-learn ${peers.scikitLearn}'s labels on $name`,
    ({ mask, settings }) => {
      const grid = maskOf(...mask);
      for (const [eps, minSamples, expected] of settings as [number, number, string][]) {
        const { labels } = splitRegions(grid, { eps, minSamples });
        const text = String.fromCharCode(...onForeground(grid, labels).map((label) => 48 + label));
        expect(text, `eps ${eps}, minSamples ${minSamples}`).toBe(expected);
      }
    },
  );

  test("agrees with the definition of DBSCAN, pair by pair", () => {
    fc.assert(
      fc.property(masks, anyEps, fc.integer({ min: 1, max: 30 }), (mask, eps, minSamples) => {
        const { labels } = splitRegions(mask, { eps, minSamples });
        expect(onForeground(mask, labels)).toEqual(dbscanByPairs(pointsOf(mask), eps, minSamples));
        expect(labels.every((label, i) => mask.data[i] || label === -1)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test("measures each region as its labels have it", () => {
    fc.assert(
      fc.property(masks, anyEps, fc.integer({ min: 1, max: 5 }), (mask, eps, minSamples) => {
        const { labels, regions } = splitRegions(mask, { eps, minSamples });
        expect(regions).toHaveLength(Math.max(-1, ...labels) + 1);
        for (const [k, { area, box, centroid, pixels }] of regions.entries()) {
          const own = [...labels.keys()].filter((i) => labels[i] === k);
          const rows = own.map((i) => Math.floor(i / mask.width));
          const columns = own.map((i) => i % mask.width);
          const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / own.length;
          expect([...pixels]).toEqual(own);
          expect(area).toBe(own.length);
          expect(centroid).toEqual({ x: mean(columns), y: mean(rows) });
          expect(box).toEqual({
            x: Math.min(...columns),
            y: Math.min(...rows),
            width: Math.max(...columns) - Math.min(...columns) + 1,
            height: Math.max(...rows) - Math.min(...rows) + 1,
          });
        }
      }),
    );
  });

  test("puts the box of an L by its left upper pixel, x across and y down", () => {
    const mask = maskOf("......", "...#..", "...##.");
    const { regions } = splitRegions(mask, { eps: 1, minSamples: 1 });
    expect(regions.map(({ box, centroid }) => ({ box, centroid }))).toEqual([
      { box: { x: 3, y: 1, width: 2, height: 2 }, centroid: { x: 10 / 3, y: 5 / 3 } },
    ]);
  });

  test("by default keeps lines one pixel wide and drops specks of four pixels", () => {
    const mask = maskOf("######......##", "............##", "..............", ".............#");
    expect(splitRegions(maskOf("##....", "##....")).regions).toHaveLength(0);
    expect(splitRegions(mask).regions.map(({ area }) => area)).toEqual([6, 5]);
    const wide = { data: new Uint8Array(2000).fill(1, 0, 5), height: 1, width: 2000 };
    wide.data.set([1, 1, 1, 1, 1], 14); // ten pixels on, within 0.005 · 2000
    expect(splitRegions(wide).regions).toHaveLength(1);
  });

  test("takes any value but 0 for foreground", () => {
    const grid = { data: [255, 0, 0.5, true as unknown as number], height: 1, width: 4 };
    expect([...splitRegions(grid, { eps: 1, minSamples: 1 }).labels]).toEqual([0, -1, 1, 1]);
  });

  test.each([
    { mask: { data: [1], height: 2, width: 1 }, message: "expected 2 x 1 = 2 pixels, got 1" },
    {
      mask: { data: [], height: -1, width: 0 },
      message: "expected whole sides of at least 0, got -1 x 0",
    },
    ...[
      [1.5, 2],
      [2, 1.5],
      [0, -1],
      [2 ** 53, 0],
    ].map(([height, width]) => ({
      mask: { data: [1, 1, 1], height, width },
      message: `expected whole sides of at least 0, got ${height} x ${width}`,
    })),
  ])("refuses: $message", ({ mask, message }) => {
    expect(() => splitRegions(mask)).toThrow(new RangeError(`splitRegions: ${message}`));
  });

  test("refuses what DBSCAN does not define", () => {
    const mask = maskOf("#");
    expect(() => splitRegions(mask, { eps: 0 })).toThrow("splitRegions: expected a positive");
    expect(() => splitRegions(mask, { minSamples: 0 })).toThrow("expected minSamples to be");
  });
});
