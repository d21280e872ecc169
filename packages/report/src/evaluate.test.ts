import { describe, expect, test } from "vitest";
import { lcg, makeRecords } from "../test/makeRecords.ts";
import { noScores } from "../test/sampleResults.ts";
import { evaluate, type EvaluationRecord } from "./evaluate.ts";
import type { Curve } from "./thinCurve.ts";

const size = { height: 1, width: 4 };
const grid = (...data: number[]) => ({ data, height: 1, width: data.length });

/** Scores and maps for the types "pit" and "scratch"; what is not said is calm. */
function record(changes: Partial<EvaluationRecord>): EvaluationRecord {
  return {
    id: "image",
    category: "tile",
    label: changes.defectTypes?.length ? 1 : 0,
    defectTypes: [],
    scores: [0, 0],
    score: 0,
    maps: [grid(0, 0, 0, 0), grid(0, 0, 0, 0)],
    map: grid(0, 0, 0, 0),
    mask: null,
    ...changes,
  };
}

const types = ["pit", "scratch"];

describe("evaluate", () => {
  test("ranks images of a type against all others", () => {
    const {
      types: scores,
      any,
      curves,
    } = evaluate({
      types,
      size,
      records: [
        record({ scores: [0.9, 0.8], score: 0.9, defectTypes: ["pit"] }),
        record({ scores: [0.1, 0.7], score: 0.7, defectTypes: ["scratch"] }),
        record({ scores: [0.2, 0.1], score: 0.2 }),
        record({ scores: [0.3, 0.2], score: 0.3 }),
      ],
    });
    expect(scores.pit.imageAuroc).toBe(1);
    expect(scores.scratch.imageAuroc).toBe(2 / 3); // the pit image scores above it
    expect(scores.scratch.imageAveragePrecision).toBe(1 / 2);
    expect(scores.scratch.imageF1Max).toBe(2 / 3); // both defects called
    expect(scores.pit.support).toBe(1);
    // from the first image called on, not from the convention of precision 1 without any
    expect(curves.types.scratch.precisionRecall?.y[0]).toBe(0);
    expect(any.imageAuroc).toBe(1);
  });

  test("takes the mask of an image as the truth of the types it shows only", () => {
    const records = [
      record({
        defectTypes: ["pit"],
        mask: grid(1, 1, 0, 0),
        maps: [grid(0.9, 0.8, 0.1, 0.2), grid(0.5, 0.4, 0, 0)],
        map: grid(0.9, 0.8, 0.1, 0.2),
      }),
      record({
        defectTypes: ["scratch"],
        mask: grid(0, 0, 0, 1),
        maps: [grid(0, 0, 0, 0.85), grid(0, 0, 0, 0.45)],
        map: grid(0, 0, 0, 0.85),
      }),
      record({}),
    ];
    const pooled = evaluate({ types, size, records, fprLimit: 1 });
    // Pit: positives .9 and .8 among negatives .85 (the scratch), .2, .1 and seven zeros.
    expect(pooled.types.pit.pixelAuroc).toBe(19 / 20);
    expect(pooled.types.pit.pixelF1Max).toBe(4 / 5); // at .8: the scratch with both
    expect(pooled.types.pit.aupro).toBeCloseTo(19 / 20, 12); // one region: as the ROC
    // Scratch: positive .45 below .5 of eleven negatives.
    expect(pooled.types.scratch.pixelAuroc).toBe(10 / 11);
    expect(pooled.macro.pixelAuroc).toBeCloseTo((19 / 20 + 10 / 11) / 2, 15);
    expect(pooled.any.pixelAuroc).toBe(1);

    const apart = evaluate({ types, size, records, excludeOtherTypes: true });
    expect(apart.types.pit.pixelAuroc).toBe(1);
    expect(apart.types.scratch.pixelAuroc).toBe(1);
    expect(apart.types.pit.imageAuroc).toBe(pooled.types.pit.imageAuroc);
    expect(apart.any).toEqual(evaluate({ types, size, records }).any);
  });

  test("enlarges maps with half-pixel centres before comparing", () => {
    const { types: scores } = evaluate({
      types: ["pit"],
      size,
      records: [
        record({
          defectTypes: ["pit"],
          mask: grid(0, 1, 0, 0),
          scores: [1],
          maps: [grid(1, 0)], // 1, .75, .25, 0
        }),
      ],
    });
    expect(scores.pit.pixelAuroc).toBe(2 / 3);
    expect(scores.pit.imageAuroc).toBeNull();
  });

  test("leaves undefined types out of the mean and says why", () => {
    const evaluation = evaluate({
      types: ["pit", "scratch", "dent"],
      size,
      records: [
        record({
          defectTypes: ["pit"],
          mask: grid(1, 0, 0, 0),
          scores: [0.9, 0.1, 0.1],
          maps: [grid(1, 0, 0, 0), grid(0, 0, 0, 0), grid(0, 0, 0, 0)],
        }),
        record({
          defectTypes: ["scratch"],
          scores: [0.2, 0.8, 0.3],
          maps: [grid(0, 0, 0, 0), grid(1, 0, 0, 0), grid(0, 0, 0, 0)],
        }),
        record({
          scores: [0.3, 0.9, 0.1],
          maps: [grid(0, 0, 0, 0), grid(0, 0, 0, 0), grid(0, 0, 0, 0)],
        }),
      ],
    });
    expect(evaluation.types.dent).toEqual({ ...noScores, support: 0, threshold: null });
    expect(evaluation.types.scratch.imageAuroc).toBe(1 / 2);
    expect(evaluation.types.scratch.pixelAuroc).toBeNull();
    expect(evaluation.macro.imageAuroc).toBe(3 / 4); // of pit and scratch
    expect(evaluation.macro.pixelAuroc).toBe(1); // of pit
    expect(evaluation.curves.types.scratch.roc).not.toBeNull();
    expect(evaluation.curves.types.scratch.pro).toBeNull();
    expect(evaluation.undefinedTypes).toEqual([
      "scratch: no mask marks a pixel of it: no pixel scores",
      "dent: no test image shows it",
    ]);
  });

  test("counts an anomalous image without a type in any only", () => {
    const records = [
      record({ scores: [0.5, 0], score: 0.5, defectTypes: ["pit"] }),
      record({ scores: [0.9, 0], score: 0.9, label: 1 }),
      record({ scores: [0.1, 0], score: 0.1 }),
    ];
    const calibration = { pit: { threshold: 0.4 }, scratch: { threshold: 0.4 } };
    const evaluation = evaluate({ types, size, records, calibration });
    expect(evaluation.types.pit.imageAuroc).toBe(1);
    expect(evaluation.any.imageAuroc).toBe(1);
    expect(evaluation.images).toEqual({ normal: 1, anomalous: 2 });
    expect(evaluation.decisions?.types.pit).toEqual({
      found: 1,
      positives: 1,
      falseAlarms: 0,
      negatives: 1,
    });
  });

  test("judges categories apart, in the order of their numbers, and only where there are several", () => {
    const records = ["part 10", "part 2"].flatMap((category, c) => [
      record({ category, score: 0.5, defectTypes: ["pit"] }),
      record({ category, score: c === 0 ? 0.4 : 0.6 }),
    ]);
    const { categories } = evaluate({ types, size, records });
    expect(Object.keys(categories ?? {})).toEqual(["part 2", "part 10"]);
    expect(categories?.["part 10"].imageAuroc).toBe(1);
    expect(categories?.["part 2"].imageAuroc).toBe(0);
    expect(categories?.["part 2"].aupro).toBeNull();
    expect(evaluate({ types, size, records: records.slice(0, 2) }).categories).toBeUndefined();
  });

  test("counts what the thresholds decide", () => {
    const calibration = { pit: { threshold: 0.5 }, scratch: { threshold: null } };
    const {
      types: scores,
      anyThreshold,
      decisions,
    } = evaluate({
      types,
      size,
      calibration,
      any: { threshold: 0.6 },
      records: [
        record({ scores: [0.5, 0.9], score: 0.6, defectTypes: ["pit"] }),
        record({ scores: [0.4, 0.9], score: 0.4, defectTypes: ["pit", "scratch"] }),
        record({ scores: [0.8, 0], score: 0.8, defectTypes: ["dent"] }),
        record({ scores: [0.6, 0], score: 0.6 }),
        record({ scores: [0.1, 0], score: 0.1 }),
      ],
    });
    expect(scores.pit.threshold).toBe(0.5);
    expect(anyThreshold).toBe(0.6);
    expect(decisions).toEqual({
      types: {
        pit: { found: 1, positives: 2, falseAlarms: 2, negatives: 3 },
        scratch: null,
      },
      any: { found: 2, positives: 3, falseAlarms: 1, negatives: 2 },
      rows: [
        { truth: null, images: 2, called: [1, null], calledAny: 1 },
        { truth: "pit", images: 2, called: [1, null], calledAny: 1 },
        { truth: "scratch", images: 1, called: [0, null], calledAny: 0 },
        { truth: "dent", images: 1, called: [1, null], calledAny: 1 },
      ],
    });
    const bare = { types, size, records: [record({})] };
    expect(evaluate(bare)).toMatchObject({ decisions: null, anyThreshold: null });
    const { decisions: typesOnly } = evaluate({ ...bare, calibration });
    expect(typesOnly?.any).toBeNull();
    expect(typesOnly?.rows[0]).toEqual({
      truth: null,
      images: 1,
      called: [0, null],
      calledAny: null,
    });
  });

  test("draws curves whose areas are the scores, and survives JSON", () => {
    const { records, size } = makeRecords({ types, count: 90, seed: 5 });
    const random = lcg(6);
    for (const record of records) record.scores = types.map((_, k) => record.scores[k] + random());
    const evaluation = evaluate({ types, records, size });
    for (const type of types) {
      const { imageAuroc, imageAveragePrecision, aupro } = evaluation.types[type];
      const { roc, precisionRecall, pro } = evaluation.curves.types[type];
      // Thinning moves a curve by at most 0.001, times a length of at most 2 (PRO: 0.3 of it).
      expect(Math.abs(area(roc) - (imageAuroc ?? NaN))).toBeLessThan(2e-3);
      expect(Math.abs(area(precisionRecall) - (imageAveragePrecision ?? NaN))).toBeLessThan(2e-3);
      expect(Math.abs(area(pro) / 0.3 - (aupro ?? NaN))).toBeLessThan(2e-3);
      expect(pro?.x.at(-1)).toBe(0.3);
    }
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });

  test.each([
    { records: [], message: "expected records, got none" },
    {
      records: [record({ scores: [1] })],
      message: "image: expected 2 scores, one for each type, got 1",
    },
    {
      records: [record({ scores: [1, NaN] })],
      message: "image: expected a finite score for scratch, got NaN",
    },
    {
      records: [record({ score: Infinity })],
      message: "image: expected a finite score, got Infinity",
    },
    {
      records: [record({ maps: [grid(0)] })],
      message: "image: expected 2 maps, one for each type, got 1",
    },
    {
      records: [record({ map: { data: [1, 2, 3], height: 2, width: 2 } })],
      message: "image: expected maps of height · width values, got 3 for 2 x 2",
    },
    {
      records: [record({ defectTypes: ["pit"], mask: grid(1, 0) })],
      message:
        "image: expected a mask of the evaluation size 1 x 4, got 1 x 2; read it at that size",
    },
    {
      records: [record({ defectTypes: ["pit"], mask: grid(0, 255, 0, 0) })],
      message: "image: expected a mask of 0 and 1, got 255 at index 1",
    },
    {
      records: [record({ mask: grid(0, 1, 1, 0) })],
      message: "image: expected no anomalous pixel on a normal image, got 2 in its mask",
    },
    {
      records: [record({ label: 0, defectTypes: ["pit"] })],
      message: "image: expected no defect type on a normal image, got pit",
    },
  ])("refuses: $message", ({ records, message }) => {
    expect(() => evaluate({ types, records, size })).toThrow(
      new RangeError(`evaluate: ${message}`),
    );
  });

  test("refuses types named twice and a size of no pixels", () => {
    const records = [record({})];
    expect(() => evaluate({ types: ["pit", "pit"], records, size })).toThrow(
      new RangeError("evaluate: expected each type once, got pit, pit"),
    );
    expect(() => evaluate({ types, records, size: { height: 0, width: 4 } })).toThrow(
      new RangeError("evaluate: expected a size of whole pixels, got 0 x 4"),
    );
  });
});

function area(curve: Curve | null): number {
  const { x, y } = curve ?? { x: [], y: [] };
  return x.reduce(
    (sum, value, i) => (i === 0 ? 0 : sum + ((value - x[i - 1]) * (y[i] + y[i - 1])) / 2),
    0,
  );
}
