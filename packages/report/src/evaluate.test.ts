import { describe, expect, test } from "vitest";
import { calibrated } from "../test/makeDetector.ts";
import { lcg, makeRecords } from "../test/makeRecords.ts";
import { noScores } from "../test/sampleResults.ts";
import { evaluate } from "./evaluate.ts";
import type { EvaluationRecord } from "./evaluationRecord.ts";
import type { Curve } from "./thinCurve.ts";

const size = { height: 1, width: 4 };
const grid = (...data: number[]) => ({
  data: Float32Array.from(data),
  height: 1,
  width: data.length,
});

/** Scores and maps for the types "pit" and "scratch"; what is not said is calm. */
function record(changes: Partial<EvaluationRecord>): EvaluationRecord {
  return {
    id: "image",
    category: "tile",
    label: changes.defectTypes?.length ? 1 : 0,
    defectTypes: [],
    scores: [0, 0],
    maps: [grid(0, 0, 0, 0), grid(0, 0, 0, 0)],
    mask: null,
    ...changes,
  };
}

const types = ["pit", "scratch"];
const detector = { types, input: size };

describe("evaluate", () => {
  test("ranks images of a type against all others, and any defect by the sum of the types", () => {
    const {
      types: scores,
      any,
      curves,
    } = evaluate({
      detector,
      records: [
        record({ scores: [0.9, 0.8], defectTypes: ["pit"] }),
        record({ scores: [0.1, 0.7], defectTypes: ["scratch"] }),
        record({ scores: [0.2, 0.1] }),
        record({ scores: [0.3, 0.2] }),
      ],
    });
    expect(scores.pit.imageAuroc).toBe(1);
    expect(scores.scratch.imageAuroc).toBe(2 / 3); // the pit image scores above it
    expect(scores.scratch.imageAveragePrecision).toBe(1 / 2);
    expect(scores.scratch.imageF1Max).toBe(2 / 3); // both defects called
    expect(scores.pit.support).toBe(1);
    // from the first image called on, not from the convention of precision 1 without any
    expect(curves.types.scratch.precisionRecall?.y[0]).toBe(0);
    expect(any.imageAuroc).toBe(1); // 1.7 and .8 above .3 and .5
  });

  test("takes the mask of an image as the truth of the types it shows only", () => {
    const records = [
      record({
        defectTypes: ["pit"],
        mask: grid(1, 1, 0, 0),
        maps: [grid(0.9, 0.8, 0.1, 0.2), grid(0.5, 0.4, 0, 0)],
      }),
      record({
        defectTypes: ["scratch"],
        mask: grid(0, 0, 0, 1),
        maps: [grid(0, 0, 0, 0.85), grid(0, 0, 0, 0.45)],
      }),
      record({}),
    ];
    const pooled = evaluate({ detector, records, fprLimit: 1 });
    // Pit: positives .9 and .8 among negatives .85 (the scratch), .2, .1 and seven zeros.
    expect(pooled.types.pit.pixelAuroc).toBe(19 / 20);
    expect(pooled.types.pit.pixelF1Max).toBe(4 / 5); // at .8: the scratch with both
    expect(pooled.types.pit.aupro).toBeCloseTo(19 / 20, 12); // one region: as the ROC
    // Scratch: positive .45 below .5 of eleven negatives.
    expect(pooled.types.scratch.pixelAuroc).toBe(10 / 11);
    expect(pooled.macro.pixelAuroc).toBeCloseTo((19 / 20 + 10 / 11) / 2, 15);
    expect(pooled.any.pixelAuroc).toBe(1); // 1.4, 1.2 and 1.3 above .2

    const apart = evaluate({ detector, records, excludeOtherTypes: true });
    expect(apart.types.pit.pixelAuroc).toBe(1);
    expect(apart.types.scratch.pixelAuroc).toBe(1);
    expect(apart.types.pit.imageAuroc).toBe(pooled.types.pit.imageAuroc);
    expect(apart.any).toEqual(evaluate({ detector, records }).any);
  });

  test("places cells where the detector does: tiling the input, or centred on receptive fields", () => {
    const pixelAuroc = (receptiveField?: { offset: number; stride: number }) => {
      const maps = [grid(1, 0)];
      const images = [record({ defectTypes: ["pit"], mask: grid(0, 1, 0, 0), scores: [1], maps })];
      const options = { types: ["pit"], input: size, receptiveField };
      return evaluate({ detector: options, records: images }).types.pit;
    };
    expect(pixelAuroc().pixelAuroc).toBe(2 / 3); // 1, .75, .25, 0
    expect(pixelAuroc().imageAuroc).toBeNull();
    // cells at pixels 2 and 3: 1, 1, 1, 0: two ties of three
    expect(pixelAuroc({ offset: 2, stride: 1 }).pixelAuroc).toBe((1 + 0.5 + 0.5) / 3);
  });

  test("compares at the size asked for, by default the detector's input", () => {
    const records = [record({ defectTypes: ["pit"], mask: grid(1, 0, 0, 0) })];
    expect(evaluate({ detector, records }).size).toEqual(size);
    const large = { types, input: { height: 64, width: 64 } };
    expect(evaluate({ detector: large, records, size }).size).toEqual(size);
    expect(() => evaluate({ detector: large, records })).toThrow("evaluation size 64 x 64");
  });

  test("leaves undefined types out of the mean and says why", () => {
    const calm = [grid(0, 0, 0, 0), grid(0, 0, 0, 0), grid(0, 0, 0, 0)];
    const evaluation = evaluate({
      detector: { types: ["pit", "scratch", "dent"], input: size },
      records: [
        record({
          defectTypes: ["pit"],
          mask: grid(1, 0, 0, 0),
          scores: [0.9, 0.1, 0.1],
          maps: [grid(1, 0, 0, 0), ...calm.slice(1)],
        }),
        record({
          defectTypes: ["scratch"],
          scores: [0.2, 0.8, 0.3],
          maps: [calm[0], grid(1, 0, 0, 0), calm[2]],
        }),
        record({ scores: [0.3, 0.9, 0.1], maps: calm }),
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
      "scratch: no mask marks a pixel of it, or maps have a single cell: no pixel scores",
      "dent: no test image shows it",
    ]);
  });

  test("gives maps of a single cell, which show no place, no pixel scores", () => {
    const scored = (score: number) => ({ scores: [score, 0], maps: [grid(score), grid(0)] });
    const { any, types, meanImagePixelAuroc, undefinedTypes } = evaluate({
      detector,
      records: [
        record({ ...scored(0.9), defectTypes: ["pit"], mask: grid(1, 0, 0, 0) }),
        record(scored(0.1)),
      ],
    });
    expect(any).toMatchObject({ imageAuroc: 1, pixelAuroc: null, aupro: null });
    expect([types.pit.pixelAuroc, meanImagePixelAuroc]).toEqual([null, null]);
    expect(undefinedTypes[0]).toContain("maps have a single cell: no pixel scores");
  });

  test("counts an anomalous image without a type in any only", () => {
    const records = [
      record({ scores: [0.5, 0], defectTypes: ["pit"] }),
      record({ scores: [0.9, 0], label: 1 }),
      record({ scores: [0.1, 0] }),
    ];
    const calibration = { pit: calibrated(0.4), scratch: calibrated(0.4) };
    const evaluation = evaluate({
      detector: { ...detector, calibration, any: calibrated(0.4) },
      records,
    });
    expect(evaluation.types.pit.imageAuroc).toBe(1);
    expect(evaluation.any.imageAuroc).toBe(1);
    expect(evaluation.images).toEqual({ normal: 1, anomalous: 2, untyped: 1 });
    expect(evaluation.decisions?.types.pit).toEqual({
      found: 1,
      positives: 1,
      falseAlarms: 0,
      negatives: 1,
    });
    expect(evaluation.decisions?.any).toMatchObject({ found: 2, positives: 2 });
  });

  describe("an anomalous image without a mask", () => {
    // Its map is loud, so that its pixels would count as false alarms if they were taken as normal.
    const loud = { scores: [0.9, 0], maps: [grid(5, 5, 5, 5), grid(5, 5, 5, 5)] };
    const masked = record({
      defectTypes: ["pit"],
      mask: grid(0, 1, 0, 0),
      scores: [0.8, 0],
      maps: [grid(0, 0.5, 0.6, 0), grid(0, 0, 0, 0)],
    });
    const without = record({ ...loud, defectTypes: ["pit"], mask: null });
    const records = [masked, record({ scores: [0.1, 0.2] }), record({ scores: [0.2, 0.1] })];
    const bare = evaluate({ detector, records });

    test.each([
      { of: "of the type", added: without },
      { of: "of another type", added: { ...without, defectTypes: ["scratch"] } },
      { of: "of no known type", added: { ...without, defectTypes: [], label: 1 as const } },
    ])("$of counts as an image, and no pixel of it as normal", ({ added }) => {
      const evaluation = evaluate({ detector, records: [...records, added] });
      expect(evaluation.leftOut.find(({ unknown }) => unknown === "mask")?.images).toBe(1);
      expect(evaluation.images).toMatchObject({ normal: 2, anomalous: 2 });
      for (const name of ["pixelAuroc", "pixelAveragePrecision", "pixelF1Max", "aupro"] as const) {
        expect(evaluation.types.pit[name]).toBe(bare.types.pit[name]);
        expect(evaluation.any[name]).toBe(bare.any[name]);
      }
      expect(evaluation.meanImagePixelAuroc).toBe(bare.meanImagePixelAuroc);
    });

    test("is left out, not a normal one, whose pixels all count", () => {
      expect(bare.leftOut).toEqual([]);
      // .5 below .6 of eleven negatives: three of its own image and eight of the normal ones
      expect(bare.types.pit.pixelAuroc).toBe(10 / 11);
      const normal = record({ ...loud, scores: [0, 0] });
      const louder = evaluate({ detector, records: [...records, normal] });
      expect(louder.types.pit.pixelAuroc).toBe(10 / 15);
    });
  });

  test("means the pixel AUROC of each image by itself over images whose masks have both kinds", () => {
    const of = (mask: ReturnType<typeof grid> | null, ...values: number[]) =>
      record({ label: 1, mask, maps: [grid(...values), grid(0, 0, 0, 0)] });
    const records = [
      of(grid(1, 0, 0, 0), 0.5, 0.6, 0, 0), // 2 of 3
      of(grid(1, 1, 0, 0), 5, 6, 0, 0), // 1
      of(grid(1, 1, 1, 1), 1, 2, 3, 4), // no normal pixel
      of(null, 1, 2, 3, 4),
      record({}),
    ];
    expect(evaluate({ detector, records }).meanImagePixelAuroc).toBeCloseTo((2 / 3 + 1) / 2, 15);
    expect(evaluate({ detector, records: records.slice(2) }).meanImagePixelAuroc).toBeNull();
  });

  test("judges categories apart, in the order of their numbers, and only where there are several", () => {
    const records = ["part 10", "part 2"].flatMap((category, c) => [
      record({ category, scores: [0.5, 0], defectTypes: ["pit"] }),
      record({ category, scores: [c === 0 ? 0.4 : 0.6, 0] }),
    ]);
    const { categories } = evaluate({ detector, records });
    expect(Object.keys(categories ?? {})).toEqual(["part 2", "part 10"]);
    expect(categories?.["part 10"].imageAuroc).toBe(1);
    expect(categories?.["part 2"].imageAuroc).toBe(0);
    expect(categories?.["part 2"].aupro).toBeNull();
    expect(evaluate({ detector, records: records.slice(0, 2) }).categories).toBeUndefined();
  });

  test("tells thresholds, and decides nothing without them", () => {
    const calibration = { pit: calibrated(0.5), scratch: calibrated(null) };
    const records = [record({ scores: [0.6, 0.1] })];
    const decided = evaluate({
      detector: { ...detector, calibration, any: calibrated(0.6) },
      records,
    });
    expect(decided.types.pit.threshold).toBe(0.5);
    expect(decided.types.scratch.threshold).toBeNull();
    expect(decided.anyThreshold).toBe(0.6);
    expect(decided.decisions?.any).toMatchObject({ falseAlarms: 1, negatives: 1 });
    expect(evaluate({ detector, records })).toMatchObject({ decisions: null, anyThreshold: null });
  });

  test("draws curves whose areas are the scores, and survives JSON", () => {
    const { records, size } = makeRecords({ types, count: 90, seed: 5 });
    const random = lcg(6);
    for (const record of records) record.scores = types.map((_, k) => record.scores[k] + random());
    const evaluation = evaluate({ detector: { types, input: size }, records });
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
      records: [record({ maps: [grid(0)] })],
      message: "image: expected 2 maps, one for each type, got 1",
    },
    {
      records: [
        record({
          maps: [grid(0), { data: Float32Array.of(1, 2, 3), height: 2, width: 2 }],
        }),
      ],
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
    expect(() => evaluate({ detector, records })).toThrow(new RangeError(`evaluate: ${message}`));
  });

  test("refuses types named twice and a size of no pixels", () => {
    const records = [record({})];
    expect(() => evaluate({ detector: { ...detector, types: ["pit", "pit"] }, records })).toThrow(
      new RangeError("evaluate: expected each type once, got pit, pit"),
    );
    expect(() => evaluate({ detector, records, size: { height: 0, width: 4 } })).toThrow(
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
