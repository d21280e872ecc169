import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomImage } from "../../test/randomImages.ts";
import type { RandomImage } from "../../test/randomImages.ts";
import type { AnomalyMap } from "./anomalyMap.ts";
import { displayMap } from "./mapScale.ts";
import { normalizedScore } from "./normalizedScore.ts";
import type { Prediction } from "./prediction.ts";
import { toScorePrediction } from "./prediction.ts";

/** Claims on every image that a detector can judge, over many random calibrations and predictions. */
function always(claim: (image: RandomImage) => void): void {
  fc.assert(fc.property(randomImage, claim), runs);
}
const runs = { numRuns: 200, seed: 14 };

const sum = (scores: ArrayLike<number>) => Array.from(scores).reduce((a, b) => a + b, 0);
const finiteValues = ({ data }: AnomalyMap) => [...data].filter(Number.isFinite);
const mapsAreWhole = ({ maps }: RandomImage["raw"]) =>
  maps.every(({ data }) => data.every(Number.isFinite));
const isFlat = (map: AnomalyMap) => new Set(finiteValues(map).map((value) => value + 0)).size < 2;
const reachesHalf = ({ data }: AnomalyMap) => data.some((value) => value >= 0.5);
const anomalousTypes = ({ types }: Prediction) =>
  Object.keys(types).filter((type) => types[type].verdict === "anomalous");

/** 8-connected parts of a shown map at or above one half, by flooding: area and box of each. */
function shownRegions({ data, height, width }: AnomalyMap) {
  const open = new Set([...data.keys()].filter((i) => data[i] >= 0.5));
  const regions = [];
  for (const start of open) {
    const part = [start];
    open.delete(start);
    for (const at of part)
      for (const i of open)
        if (
          Math.abs((i % width) - (at % width)) <= 1 &&
          Math.abs(Math.floor(i / width) - Math.floor(at / width)) <= 1
        ) {
          part.push(i);
          open.delete(i);
        }
    const xs = part.map((i) => i % width);
    const ys = part.map((i) => Math.floor(i / width));
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    const box = { x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 };
    regions.push({ area: part.length, box });
  }
  expect(height * width).toBe(data.length);
  return regions;
}

const order = (regions: readonly { area: number; box: object }[]) =>
  regions.map(({ area, box }) => JSON.stringify([area, box])).toSorted();

describe("the verdict", () => {
  test("of an image is anomalous where its score is finite and reaches its threshold, undecided where that is unknown", () => {
    always(({ metadata, raw, prediction: { verdict, score, threshold } }) => {
      const whole = sum(raw.scores);
      const reached = whole >= (threshold ?? Infinity);
      const below = threshold !== null && Number.isFinite(whole) && whole < threshold;
      expect(score).toBe(below && !mapsAreWhole(raw) ? NaN : whole);
      expect(threshold).toBe(metadata.any.threshold);
      const unknown = threshold === null || !Number.isFinite(score);
      expect(verdict).toBe(unknown ? "undecided" : reached ? "anomalous" : "normal");
    });
  });

  test("of a type never contradicts the image's", () => {
    always(({ metadata, raw, prediction: { verdict, types } }) => {
      for (const [k, type] of metadata.types.entries()) {
        const { threshold } = metadata.calibration[type];
        const own = raw.scores[k] >= (threshold ?? Infinity) ? "anomalous" : "normal";
        const known = threshold !== null && verdict !== "undecided";
        const allowed = verdict === "anomalous" ? own : "normal";
        expect(types[type].verdict).toBe(known ? allowed : "undecided");
      }
    });
  });

  test("is the same with and without maps, where these are finite or the image is anomalous", () => {
    always(({ metadata, raw, prediction }) => {
      const { scores } = raw;
      if (!mapsAreWhole(raw) && prediction.verdict !== "anomalous") return;
      const { explanation, types, ...image } = toScorePrediction(metadata, { scores });
      expect(prediction).toMatchObject(image);
      for (const type of metadata.types) expect(prediction.types[type]).toMatchObject(types[type]);
      expect(prediction.explanation.startsWith(explanation)).toBe(true);
    });
  });
});

describe("the normalised score", () => {
  test("is at least one half exactly where the score reaches its own threshold, null where that is unknown", () => {
    always(({ metadata: { types, any, calibration }, prediction }) => {
      const rows = [
        { ...prediction, ...any, given: prediction.normalizedScore },
        ...types.map((type) => {
          const { score, normalizedScore: given } = prediction.types[type];
          return { ...calibration[type], score, given };
        }),
      ];
      for (const { score, threshold, given } of rows) {
        const unknown = threshold === null || !Number.isFinite(score);
        expect(given === null).toBe(unknown);
        expect((given ?? 0) >= 0.5).toBe(!unknown && score >= threshold);
        expect((given ?? 0) >= 0 && (given ?? 1) <= 1).toBe(true);
      }
      expect(prediction.normalizedScore === null).toBe(prediction.verdict === "undecided");
    });
  });

  test("never falls where the score rises", () => {
    always(({ metadata: { any }, raw }) => {
      const threshold = any.threshold ?? any.scoreRange[0];
      const scores = [...Array.from(raw.scores), threshold, ...any.scoreRange]
        .filter(Number.isFinite)
        .toSorted((a, b) => a - b);
      const on = scores.map((score) => normalizedScore(score, any) ?? 0);
      expect(on).toEqual(on.toSorted((a, b) => a - b));
    });
  });
});

describe("the regions", () => {
  test("are at least one on an anomalous image, unless its map is flat, which is said", () => {
    always(({ prediction: { verdict, regions, explanation, anomalyMap } }) => {
      if (verdict !== "anomalous") return;
      const said = explanation.includes("Its map is flat and shows no place");
      expect(said).toBe(regions.length === 0);
      expect(!said || isFlat(anomalyMap)).toBe(true);
    });
  });

  test("are none on an image that is not anomalous", () => {
    always(({ prediction: { verdict, regions } }) => {
      expect(verdict === "anomalous" || regions.length === 0).toBe(true);
    });
  });

  test("of a type are exactly the parts of its shown map from one half on", () => {
    always(({ prediction }) => {
      const { regions, types } = prediction;
      const found = regions.filter(({ weak }) => !weak);
      const own = found.filter(({ type }) => type !== null);
      for (const type of own.length > 0 ? anomalousTypes(prediction) : [])
        expect(order(own.filter((region) => region.type === type))).toEqual(
          order(shownRegions(types[type].displayMap)),
        );
      const some = found.filter(({ type }) => type === null);
      const any = some.length > 0 ? shownRegions(prediction.displayMap) : [];
      expect(order(some)).toEqual(order(any));
      expect(own.length === 0 || some.length === 0).toBe(true);
      for (const { type, peak } of found) {
        const { data, width } = type === null ? prediction.displayMap : types[type].displayMap;
        expect(data[peak.y * width + peak.x]).toBeGreaterThanOrEqual(0.5);
      }
    });
  });

  test("are of anomalous types", () => {
    always(({ prediction }) => {
      const named = prediction.regions.flatMap(({ type }) => type ?? []);
      expect(anomalousTypes(prediction)).toEqual(expect.arrayContaining(named));
    });
  });

  test("are weak, and said to be, exactly where no map that counts reaches its threshold", () => {
    always(({ prediction }) => {
      const { regions, explanation, displayMap, types, verdict } = prediction;
      const weak = regions.some((region) => region.weak);
      expect(explanation.includes("No place of its map reaches the map threshold")).toBe(weak);
      expect(weak ? regions.length : 1).toBe(1);
      if (verdict !== "anomalous" || regions.length === 0) return;
      const shown = [
        displayMap,
        ...anomalousTypes(prediction).map((type) => types[type].displayMap),
      ];
      expect(shown.some(reachesHalf)).toBe(!weak);
    });
  });
});

describe("the shown map", () => {
  test("of an absolute detector is one half exactly at the map threshold", () => {
    always(({ metadata: { any }, prediction }) => {
      const at = { data: Float64Array.of(any.mapThreshold), height: 1, width: 1 };
      const map = at as unknown as AnomalyMap; // not rounded to float32
      expect(displayMap(map, any, { kind: "absolute", image: prediction }).data[0]).toBe(0.5);
    });
  });

  test("of an absolute detector reaches one half exactly where the map reaches its threshold", () => {
    always(({ metadata: { maps, any, calibration, types }, prediction }) => {
      if (maps === "relative") return;
      for (const [view, { mapThreshold }] of [
        [prediction, any] as const,
        ...types.map((type) => [prediction.types[type], calibration[type]] as const),
      ]) {
        const { data } = view.displayMap;
        for (const [i, value] of view.anomalyMap.data.entries()) {
          expect(data[i] >= 0.5).toBe(Number.isFinite(value) && value >= mapThreshold);
          expect(data[i] >= 0 && data[i] <= 1).toBe(true);
        }
      }
    });
  });

  test("of a relative detector reaches one half exactly where the verdict is anomalous and the map is not flat", () => {
    always(({ metadata: { maps }, prediction }) => {
      if (maps === "absolute") return;
      for (const { verdict, displayMap, anomalyMap } of [
        prediction,
        ...Object.values(prediction.types),
      ])
        expect(reachesHalf(displayMap)).toBe(verdict === "anomalous" && !isFlat(anomalyMap));
    });
  });

  test("of a normal image reaches one half only where that is said", () => {
    always(({ prediction: { verdict, displayMap, types, explanation } }) => {
      const views = [displayMap, ...Object.values(types).map((type) => type.displayMap)];
      const hot = verdict === "normal" && views.some(reachesHalf);
      expect(/Parts of .* reach the map threshold/.test(explanation)).toBe(hot);
    });
  });
});

describe("the explanation", () => {
  test("begins with the verdict", () => {
    const words = { normal: "Normal: ", anomalous: "Anomalous: ", undecided: "Undecided: " };
    always(({ prediction: { verdict, explanation } }) => {
      expect(explanation.startsWith(words[verdict])).toBe(true);
    });
  });

  test("prints score and threshold so that the printed numbers compare as the verdict says", () => {
    always(({ prediction: { verdict, explanation, score, threshold } }) => {
      if (verdict === "undecided") return;
      const printed = /the score (\S+) (reaches|is below) the threshold (\S+)\.( |$)/;
      const [, own, word, limit] = printed.exec(explanation) as RegExpExecArray;
      expect(word).toBe(verdict === "anomalous" ? "reaches" : "is below");
      expect(Number(own) >= Number(limit)).toBe(verdict === "anomalous");
      expect(Math.abs(Number(own) - score)).toBeLessThanOrEqual(0.005 * Math.abs(score));
      expect(Number(own) === Number(limit)).toBe(score === threshold);
    });
  });

  test("names every anomalous type, but for the one that only stands for any defect", () => {
    always(({ prediction }) => {
      const [, named = ""] = /Types?: (.*?)\./.exec(prediction.explanation) ?? [];
      const types = Object.keys(prediction.types);
      const expected = types.join() === "anomaly" ? [] : anomalousTypes(prediction);
      expect(named).toBe(expected.join(", "));
    });
  });

  test("of a normal image names each type whose bar passes the middle", () => {
    always(({ prediction: { verdict, types, explanation } }) => {
      const over = Object.values(types).some((type) => (type.normalizedScore ?? 0) >= 0.5);
      expect(explanation.includes("Taken alone, ")).toBe(verdict === "normal" && over);
    });
  });
});

test("the random images reach every case that these claims are about", () => {
  const met = new Set<string>();
  for (const { metadata, prediction } of fc.sample(randomImage, runs)) {
    const { verdict, score, threshold, regions, explanation } = prediction;
    const kind = `${metadata.maps} ${verdict}`;
    met.add(kind);
    if (score === threshold) met.add("score at the threshold");
    if (verdict === "anomalous" && anomalousTypes(prediction).length === 0) met.add("no type");
    if (regions.some(({ weak }) => weak)) met.add("weak region");
    if (regions.some(({ type, weak }) => type === null && !weak)) met.add("region of any defect");
    if (regions.length > 1) met.add("regions");
    if (explanation.includes("flat")) met.add("flat");
    if (explanation.includes("Parts of")) met.add("hot normal");
    if (explanation.includes("Taken alone")) met.add("type over its threshold on a normal image");
    if (prediction.anomalyMap.data.some((value) => !Number.isFinite(value))) met.add("not finite");
  }
  expect([...met].toSorted()).toEqual(
    [
      "absolute anomalous",
      "absolute normal",
      "absolute undecided",
      "relative anomalous",
      "relative normal",
      "relative undecided",
      "score at the threshold",
      "no type",
      "weak region",
      "region of any defect",
      "regions",
      "flat",
      "hot normal",
      "type over its threshold on a normal image",
      "not finite",
    ].toSorted(),
  );
});
