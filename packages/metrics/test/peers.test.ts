import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  aupro,
  auroc,
  averagePrecision,
  f1Max,
  type Grid,
  partialAuroc,
  pixelAuroc,
  pixelAveragePrecision,
  rocCurve,
  UndefinedMetricError,
} from "../src/index.ts";

/** Made by fixtures/peers.py; it lists the versions. */
const peers: Peers = JSON.parse(
  readFileSync(new URL("fixtures/peers.json", import.meta.url), "utf8"),
);

interface Peers {
  images: {
    of: string;
    scores: number[];
    labels: number[];
    sklearn: {
      auroc: number;
      averagePrecision: number;
      f1Max: number;
      points: number;
      falsePositiveRateSum: number;
      truePositiveRateSum: number;
      mcclish: Record<string, number>;
    };
    torchmetrics: { auroc: number; averagePrecision: number };
    anomalib: { f1Max: number };
  }[];
  large: { seed: number; samples: number; auroc: number; averagePrecision: number; f1Max: number };
  pixels: {
    of: string;
    height: number;
    width: number;
    maps64: number[][];
    masks: string[];
    sklearn: { auroc: number; averagePrecision: number };
    anomalib: { aupro: Record<string, number> };
  }[];
  undefined: Record<string, string>;
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, x) => total + x, 0);

describe("scikit-learn", () => {
  test.each(peers.images)("agrees on $of", ({ scores, labels, sklearn }) => {
    // Sums of at most 120 fractions, rounded in another order.
    expect(auroc(scores, labels)).toBeCloseTo(sklearn.auroc, 13);
    expect(averagePrecision(scores, labels)).toBeCloseTo(sklearn.averagePrecision, 13);
    expect(f1Max(scores, labels).value).toBeCloseTo(sklearn.f1Max, 13);
    for (const [limit, is] of Object.entries(sklearn.mcclish)) {
      const options = { fprLimit: Number(limit), standardize: true };
      expect(partialAuroc(scores, labels, options)).toBeCloseTo(is, 12);
    }
    const curve = rocCurve(scores, labels);
    expect(curve.thresholds).toHaveLength(sklearn.points);
    expect(sum(curve.falsePositiveRate)).toBeCloseTo(sklearn.falsePositiveRateSum, 11);
    expect(sum(curve.truePositiveRate)).toBeCloseTo(sklearn.truePositiveRateSum, 11);
  });

  test("agrees on a million scores with many ties", () => {
    const { seed, samples, ...is } = peers.large;
    let state = seed;
    const next = () => (state = (Math.imul(1664525, state) + 1013904223) >>> 0);
    const labels = new Uint8Array(samples);
    const scores = new Float64Array(samples);
    for (let i = 0; i < samples; i++) {
      labels[i] = next() >>> 24 < 26 ? 1 : 0;
      scores[i] = (next() >>> 12) / 2 ** 20 + 0.25 * labels[i];
    }
    expect(auroc(scores, labels)).toBeCloseTo(is.auroc, 12);
    expect(averagePrecision(scores, labels)).toBeCloseTo(is.averagePrecision, 11); // 1e5 terms
    expect(f1Max(scores, labels).value).toBeCloseTo(is.f1Max, 13);
  });

  test.each(peers.pixels)("agrees on the pixels of $of", (set) => {
    const { maps, masks } = grids(set);
    expect(pixelAuroc(maps, masks)).toBeCloseTo(set.sklearn.auroc, 13);
    expect(pixelAveragePrecision(maps, masks)).toBeCloseTo(set.sklearn.averagePrecision, 13);
  });
});

describe("torchmetrics", () => {
  test.each(peers.images.filter(({ scores }) => scores.every((x) => x >= 0 && x <= 1)))(
    "agrees to float32 on $of",
    ({ scores, labels, torchmetrics }) => {
      expect(auroc(scores, labels)).toBeCloseTo(torchmetrics.auroc, 6);
      expect(averagePrecision(scores, labels)).toBeCloseTo(torchmetrics.averagePrecision, 6);
    },
  );

  test("differs where its sigmoid ties scores outside [0, 1]", () => {
    const tied = peers.images.filter(
      ({ scores, labels, torchmetrics }) =>
        Math.abs(auroc(scores, labels) - torchmetrics.auroc) > 0.01,
    );
    expect(tied.map(({ of }) => of)).toEqual([
      "magnitudes from 1e-300 to 1e300",
      "scores that a sigmoid would tie",
    ]);
  });
});

describe("anomalib", () => {
  test.each(peers.images)("agrees on F1max of $of to its 1e-10", ({ scores, labels, anomalib }) => {
    expect(f1Max(scores, labels).value).toBeCloseTo(anomalib.f1Max, 6); // float32 result
  });

  test.each(peers.pixels)("agrees to float32 on AUPRO of $of", (set) => {
    const { maps, masks } = grids(set);
    for (const [limit, is] of Object.entries(set.anomalib.aupro))
      expect(aupro(maps, masks, { fprLimit: Number(limit) })).toBeCloseTo(is, 5);
  });
});

test("an absent class throws here, where peers give nan, 0 or 1", () => {
  expect(Object.values(peers.undefined)).toEqual(["nan", "0.0", "1.0", "0.0", "-0.0", "0.0"]);
  const scores = [0.1, 0.2, 0.3, 0.4];
  for (const metric of [auroc, averagePrecision, f1Max])
    for (const label of [0, 1])
      expect(() =>
        metric(
          scores,
          scores.map(() => label),
        ),
      ).toThrow(UndefinedMetricError);
});

function grids({ height, width, maps64, masks }: Peers["pixels"][number]): {
  maps: Grid[];
  masks: Grid[];
} {
  return {
    maps: maps64.map((data) => ({ data: Float32Array.from(data, (x) => x / 64), height, width })),
    masks: masks.map((bits) => ({ data: Uint8Array.from(bits, Number), height, width })),
  };
}
