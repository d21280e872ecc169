import { decodeImage } from "@flawlens/datasets";
import { toPrediction } from "@flawlens/inference/core";
import type { DetectorMetadata } from "@flawlens/inference/core";
import sharp from "sharp";
import type { Model } from "../src/model.ts";
import { tinyMetadata } from "../../inference/test/tinyDetector.ts";

/** A model by hand, and what was done with it. */
export interface RedModel extends Model {
  /** The number of images of each batch. */
  batches: number[];
  released: boolean;
  /** Settles before each batch; replaced by tests that need a slow model. */
  before(): Promise<void>;
}

const side = 8;

/** One type, `red`: the score of an image is the level of its first red pixel, anomalous from 100 on. */
export function redModel(version = "1", changes: Partial<DetectorMetadata> = {}): RedModel {
  const calibration = {
    threshold: 100,
    scoreRange: [0, 255] as [number, number],
    mapRange: [0, 255] as [number, number],
    mapThreshold: 100,
  };
  const metadata = tinyMetadata({
    types: ["red"],
    calibration: { red: calibration },
    any: calibration,
    extras: {},
    ...changes,
  });
  const model: RedModel = {
    version,
    metadata,
    batches: [],
    released: false,
    before: async () => {},
    decode: (file, { pixels }) => decodeImage(file, { ...metadata.input, mostPixels: pixels }),
    async predict(images) {
      model.batches.push(images.length);
      await model.before();
      if (model.released) throw new Error("used after its release");
      return images.map(({ data, original = metadata.input }) => {
        if (data[0] === 13) throw new Error("/secret/path: no 13");
        const score = data[0] === 7 ? NaN : data[0];
        const map = { data: Float32Array.of(data[0]), height: 1, width: 1 };
        return toPrediction(metadata, { scores: [score], maps: [map] }, original);
      });
    },
    async infer(batch) {
      const count = batch.length / (side * side * 3);
      model.batches.push(count);
      await model.before();
      const first = Float32Array.from({ length: count }, (_, i) => batch[i * side * side * 3]);
      const scores = first.map((level) => (level === 7 ? NaN : level));
      return { scores, maps: first, anomalyMaps: first, mapSize: [1, 1], extras: {} };
    },
    release: async () => void (model.released = true),
  };
  return model;
}

/** A PNG of one colour, whose red level the model above tells again. */
export function redPng(level: number, size = side): Promise<Uint8Array> {
  const background = { r: level, g: 0, b: 0 };
  return sharp({ create: { width: size, height: size, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Pixels of images of one colour each, as a tensor `[N, 8, 8, 3]`. */
export function redTensor(levels: readonly number[]): Uint8Array {
  const tensor = new Uint8Array(levels.length * side * side * 3);
  for (const [i, level] of levels.entries())
    for (let p = 0; p < side * side; p++) tensor[(i * side * side + p) * 3] = level;
  return tensor;
}
