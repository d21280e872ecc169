import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fcdd from "@flawlens/fcdd";
import { randomStream } from "@flawlens/sampling";
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import type { DetectorMetadata } from "../src/detectorMetadata.ts";
import { loadDetector } from "../src/loadDetector.ts";
import { png } from "./png.ts";

const side = 16;
const random = randomStream(1);
const image = () => {
  const data = Uint8Array.from({ length: side * side * 3 }, () => random() * 256);
  return {
    data,
    height: side,
    width: side,
    channels: 3 as const,
    original: { height: side, width: side },
  };
};
const items = [[], [], ["pit"], ["scratch"], ["pit", "scratch"]].map((defectTypes, i) => ({
  id: `${i}`,
  defectTypes,
  image: image(),
}));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-contract-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a detector that @flawlens/fcdd exports", () => {
  test("says of itself what is read here", () => {
    expectTypeOf<fcdd.DetectorMetadata>().toEqualTypeOf<DetectorMetadata>();
  });

  test("gives here what it gives there, from files", async () => {
    const model = fcdd.createFcdd({
      encoder: fcdd.smallConvNetEncoder({ widths: [[4], [4]], size: side }),
      head: fcdd.convHead({ widths: [4] }),
      types: ["pit", "scratch"],
      random,
    });
    const source = fcdd.memorySource(items);
    const calibration = await fcdd.calibrate(model, source);
    const file = join(folder, "detector.onnx");
    const images = items.map((item) => item.image);
    const origin = { seed: 1, dataset: { name: "noise", hash: "0" } };
    const { metadata } = await fcdd.exportDetector(model, calibration, file, { images, ...origin });

    const detector = await loadDetector(file, { threads: 1 });
    expect(detector.metadata).toEqual(metadata);
    const files = await Promise.all(
      images.map(async ({ data }, i) => {
        const path = join(folder, `${i}.png`);
        await writeFile(path, png(data, side, side));
        return path;
      }),
    );
    const predictions = await detector.predict(files, { batchSize: 3 });
    const { anomalyMaps } = await detector.raw(images[0].data);
    await detector.release();

    let i = 0;
    for await (const { scores, maps } of fcdd.predict(model, source)) {
      expect(predictions[i].score).toBeCloseTo(scores[0] + scores[1], 5);
      for (const [k, type] of model.types.entries()) {
        expect(predictions[i].types[type].score).toBeCloseTo(scores[k], 5); // float32
        for (const [cell, value] of maps[k].data.entries())
          expect(predictions[i].types[type].map.data[cell]).toBeCloseTo(value, 5);
      }
      i++;
    }
    expect(i).toBe(5);
    // the ranges that fcdd took from its own sum of maps fit the sum made here
    const peaks = predictions.map(({ map }) => Math.max(...map.data));
    expect(metadata.any.mapRange[0]).toBeCloseTo((peaks[0] + peaks[1]) / 2, 5);
    // enlarged here as in the file
    for (const [pixel, value] of predictions[0].types.pit.anomalyMap.data.entries())
      expect(anomalyMaps[pixel]).toBeCloseTo(value, 5);
  });
});
