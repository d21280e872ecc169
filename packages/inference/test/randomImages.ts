import * as fc from "fast-check";
import type { TypeCalibration } from "../src/core/calibration.ts";
import { parseDetectorMetadata } from "../src/metadata/parseDetectorMetadata.ts";
import type { DetectorMetadata } from "../src/core/detectorMetadata.ts";
import { toPrediction } from "../src/core/prediction.ts";
import type { Prediction, RawPrediction } from "../src/core/prediction.ts";
import { tinyMetadata } from "./tinyDetector.ts";

/** A random detector's metadata, what its file says of a random image, and what follows from it. */
export interface RandomImage {
  metadata: DetectorMetadata;
  raw: RawPrediction;
  prediction: Prediction;
}

/** Few values, so that ties are common; their neighbours; and any float32. */
const number = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 12 }).map((i) => i / 2) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom(-1, 1))
      .map(([i, sign]) => (i / 2) * (1 + sign * 2 ** -23)),
  },
  { weight: 1, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
);
const notFinite = fc.constantFrom(NaN, Infinity, -Infinity);
const rarely = (one: fc.Arbitrary<number>, in_: number) =>
  fc.oneof({ weight: in_ - 1, arbitrary: number }, { weight: 1, arbitrary: one });

const rising = fc
  .uniqueArray(number, { minLength: 3, maxLength: 3, comparator: (a, b) => a === b })
  .map((three) => three.toSorted((a, b) => a - b));

const calibration: fc.Arbitrary<TypeCalibration> = fc
  .tuple(rising, rising, fc.integer({ min: 1, max: 8 }))
  .map(([score, map, known]) => ({
    threshold: known > 1 ? score[1] : null,
    scoreRange: [score[0], score[2]],
    mapRange: [map[0], map[2]],
    mapThreshold: map[1],
  }));

const metadata: fc.Arbitrary<DetectorMetadata> = fc
  .tuple(
    fc.constantFrom<string[][]>(
      ["anomaly"],
      ["crack"],
      ["red", "constructor"],
      ["red", "green", "blue"],
    ),
    fc.array(calibration, { minLength: 4, maxLength: 4 }),
    fc.constantFrom("absolute" as const, "relative" as const),
    fc.option(fc.constantFrom({ offset: 1, stride: 2 }, { offset: 0.5, stride: 3 }), {
      nil: undefined,
    }),
  )
  .map(([types, [any, ...own], maps, receptiveField]) => {
    const calibrations = Object.fromEntries(types.map((type, k) => [type, own[k]]));
    const written = { ...tinyMetadata({ types, maps, any, receptiveField }), extras: {} };
    return parseDetectorMetadata(JSON.stringify({ ...written, calibration: calibrations }));
  });

const side = (max: number) => fc.integer({ min: 1, max });

/** Many random images by many random detectors, each of which the metadata schema accepts. */
export const randomImage: fc.Arbitrary<RandomImage> = metadata.chain((metadata) => {
  const count = metadata.types.length;
  const each = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: count, maxLength: count });
  return fc
    .record({
      scores: each(rarely(notFinite, 20)),
      cells: fc.tuple(side(4), side(4)),
      flat: fc.integer({ min: 1, max: 8 }),
      values: each(fc.array(rarely(notFinite, 40), { minLength: 16, maxLength: 16 })),
      original: fc.record({ height: side(9), width: side(9) }),
    })
    .map(({ scores, cells: [height, width], flat, values, original }) => {
      const maps = values.map((list) => {
        const data = Float32Array.from(list.slice(0, height * width));
        return { data: flat === 1 ? data.fill(data[0]) : data, height, width };
      });
      const raw = { scores, maps };
      return { metadata, raw, prediction: toPrediction(metadata, raw, original) };
    });
});
