import { describe, expect, test } from "vitest";
import { makeDetector } from "../test/makeDetector.ts";
import { makeRecords } from "../test/makeRecords.ts";
import { evaluate } from "./evaluate.ts";
import type { EvaluationRecord } from "./evaluationRecord.ts";
import { Evaluator } from "./evaluator.ts";
import { pixelScoreNames } from "./results.ts";
import type { PixelErrors, PixelRanking } from "./results.ts";

const types = ["pit", "scratch"];
const detector = { ...makeDetector(types), input: { height: 16, width: 16 } };
const { records } = makeRecords({ types, count: 60, seed: 3, categories: ["cap", "tile"] });
records[1] = { ...records[1], mask: null }; // anomalous
records[2] = { ...records[2], defectTypes: [] };
const pixels = records.length * 16 * 16;

const errorsOf = (ranking: PixelRanking | null): PixelErrors => {
  if (ranking?.ranking !== "bounded") throw new Error(`not bounded: ${JSON.stringify(ranking)}`);
  return ranking.errors;
};

describe("Evaluator", () => {
  test("ranks all pixels up to the limit, and counts them above it", () => {
    expect(evaluate({ detector, records, exactPixels: pixels }).pixels).toEqual({
      ranking: "exact",
    });
    expect(evaluate({ detector, records, exactPixels: pixels - 1 }).pixels).toMatchObject({
      ranking: "bounded",
    });
    expect(evaluate({ detector, records }).pixels).toEqual({ ranking: "exact" });
  });

  test.each([false, true])(
    "above the limit tells every pixel score within the errors it states, excludeOtherTypes %s",
    (excludeOtherTypes) => {
      const options = { detector, records, excludeOtherTypes };
      const exact = evaluate(options);
      const bounded = evaluate({ ...options, exactPixels: 10 * 256 });
      const errors = errorsOf(bounded.pixels);
      const rows = ({ types, any, macro, categories }: typeof exact) => [
        ...Object.values(types),
        any,
        macro,
        ...Object.values(categories ?? {}),
      ];
      for (const [i, row] of rows(exact).entries())
        for (const name of pixelScoreNames) {
          const difference = Math.abs((rows(bounded)[i][name] as number) - (row[name] as number));
          expect(difference).toBeLessThanOrEqual(errors[name]);
        }
      expect(Math.max(...Object.values(errors))).toBeLessThan(0.005);
      expect(rows(exact)).toHaveLength(6);
    },
  );

  test("above the limit tells everything else as below it", () => {
    const bounded = evaluate({ detector, records, exactPixels: 0 });
    const exact = evaluate({ detector, records });
    for (const name of [
      "images",
      "leftOut",
      "decisions",
      "meanImagePixelAuroc",
      "undefinedTypes",
    ] as const)
      expect(bounded[name]).toEqual(exact[name]);
    for (const type of types) {
      expect(bounded.types[type].imageAuroc).toBe(exact.types[type].imageAuroc);
      expect(bounded.types[type].support).toBe(exact.types[type].support);
      expect(bounded.curves.types[type].roc).toEqual(exact.curves.types[type].roc);
      const { pro } = bounded.curves.types[type];
      expect(Math.abs(area(pro) / 0.3 - (exact.types[type].aupro as number))).toBeLessThan(2e-3);
      expect(pro?.x.at(-1)).toBe(0.3);
    }
    expect(JSON.parse(JSON.stringify(bounded))).toEqual(bounded);
  });

  test("is exact above the limit too where equal scores only share a bin", () => {
    const rounded = records.map((record) => ({
      ...record,
      maps: record.maps.map(({ data }) => {
        // Cells of the masks' size, so that nothing is blended.
        const cells = Float32Array.from({ length: 256 }, (_, p) => {
          const cell = 4 * Math.floor(p / 64) + Math.floor((p % 16) / 4);
          return Math.round(100 * data[cell]) / 128;
        });
        return { data: cells, height: 16, width: 16 };
      }),
    }));
    const [exact, bounded] = [Infinity, 0].map((exactPixels) =>
      evaluate({ detector, records: rounded, exactPixels }),
    );
    for (const name of pixelScoreNames) {
      expect(errorsOf(bounded.pixels)[name]).toBeLessThan(1e-11);
      expect(bounded.any[name]).toBeCloseTo(exact.any[name] as number, 11);
    }
  });

  test("asks for each image once, and keeps of it only its scores above the limit", () => {
    const evaluator = new Evaluator({ detector, exactPixels: 3 * 256 });
    for (const record of records.slice(0, 3)) evaluator.add(record);
    expect(evaluator.records).toEqual(records.slice(0, 3));
    const shared = new Float32Array([0.25, 0.75]); // as of a batch
    evaluator.add({ ...records[3], scores: shared, extras: { peaks: shared } });
    expect(evaluator.records).toHaveLength(4);
    for (const record of evaluator.records) {
      expect(Object.keys(record)).not.toContain("maps");
      expect(Object.keys(record)).not.toContain("mask");
    }
    shared.fill(0);
    expect(evaluator.records[3]).toMatchObject({ scores: [0.25, 0.75], extras: { peaks: [0.25, 0.75] } }); // prettier-ignore

    let asked = 0;
    function* once() {
      for (const record of records) {
        asked++;
        yield record;
      }
    }
    expect(evaluate({ detector, records: once(), exactPixels: 0 }).pixels?.ranking).toBe("bounded");
    expect(asked).toBe(records.length);
  });

  describe.each([
    { of: "all below the limit", limits: [Infinity, Infinity, Infinity, Infinity] },
    {
      of: "each below the limit and all above it",
      limits: [59 * 256, Infinity, Infinity, Infinity],
    },
    { of: "counted from the first image", limits: [0, 0, 0, 0] },
    { of: "some counted and some kept", limits: [0, 0, Infinity, 0] },
  ])("of states, $of", ({ limits: [whole, ...ofStates] }) => {
    test("tells to the last bit what one that saw all images in order tells, in whatever order they come", () => {
      const options = { detector, unlabelled: ["odd"] };
      const parts = ofStates.map((exactPixels, part) => {
        const evaluator = new Evaluator({ ...options, exactPixels });
        for (const [i, record] of records.entries())
          if ((i * 7) % 3 === part) evaluator.add(record);
        return evaluator;
      });
      const ids = records.map(({ id }) => id);
      const expected = evaluate({ ...options, records, exactPixels: whole });
      for (const order of [
        [0, 1, 2],
        [2, 0, 1],
      ]) {
        const merged = new Evaluator({ ...options, exactPixels: whole });
        for (const part of order) merged.addState(parts[part].state());
        expect(merged.sort(ids).evaluation()).toEqual(expected);
      }
    });
  });

  test("refuses ids that are not those of its images, and counts that are not of their size", () => {
    const evaluator = new Evaluator({ detector, exactPixels: 0 });
    for (const record of records.slice(0, 3)) evaluator.add(record);
    const ids = records.slice(0, 3).map(({ id }) => id);
    expect(() => evaluator.sort([...ids, "z"])).toThrow("expected all images, got 4 ids without z");
    expect(() => evaluator.sort(ids.slice(1))).toThrow("expected the ids of all 3 images, each once, got 2"); // prettier-ignore
    expect(() => evaluator.sort([...ids, ids[0]])).toThrow("each once, got 4");
    const other = new Evaluator({ detector, size: { height: 8, width: 8 } });
    expect(() => other.addState(evaluator.state())).toThrow(
      "expected counts of 128 pixels of cap, those of its images at 8 x 8, got 512",
    );
    evaluator.add(records[1]);
    expect(() => evaluator.sort(ids)).toThrow("expected each image once, got image-1.png again");
  });

  test("has no ranking of pixels where no mask marks any", () => {
    const bare = records.map((record) => ({ ...record, mask: null }));
    for (const exactPixels of [0, Infinity]) {
      const evaluation = evaluate({ detector, records: bare, exactPixels });
      expect(evaluation.pixels).toBeNull();
      expect(evaluation.any.pixelAuroc).toBeNull();
      expect(evaluation.undefinedTypes[0]).toContain("no mask marks a pixel of it");
    }
  });

  test.each([0, Infinity])("refuses a map that is not finite, up to %s pixels", (exactPixels) => {
    const broken: EvaluationRecord = {
      ...records[0],
      id: "broken.png",
      maps: [...records[0].maps],
    };
    broken.maps[1] = { ...broken.maps[1], data: new Float32Array(16).fill(Number.NaN) };
    const all = [...records, broken];
    expect(() => evaluate({ detector, records: all, exactPixels })).toThrow(
      "expected finite scores",
    );
  });

  test("names the image whose map is not finite", () => {
    const evaluator = new Evaluator({ detector, exactPixels: 0 });
    const maps = types.map(() => ({ data: Float32Array.of(Number.NaN, 0), height: 1, width: 2 }));
    expect(() => evaluator.add({ ...records[0], id: "broken.png", maps })).toThrow(
      "evaluate: broken.png: BoundedPixelMeter.add: expected finite scores",
    );
  });

  test.each([-1, Number.NaN])("refuses a limit of %s pixels", (exactPixels) => {
    expect(() => new Evaluator({ detector, exactPixels })).toThrow(
      `evaluate: expected exactPixels as a number of pixels, 0 or more, got ${exactPixels}`,
    );
  });
});

function area(curve: { x: number[]; y: number[] } | null): number {
  const { x, y } = curve ?? { x: [], y: [] };
  return x.reduce(
    (sum, value, i) => (i === 0 ? 0 : sum + ((value - x[i - 1]) * (y[i] + y[i - 1])) / 2),
    0,
  );
}
