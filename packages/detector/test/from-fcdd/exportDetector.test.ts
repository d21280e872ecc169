import "../test/cpu.ts";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomStream } from "@flawlens/sampling";
import { adam } from "@flawlens/training";
import { add, getBackend, memory } from "@tensorflow/tfjs-core";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { side, tinyModel, tinySource } from "../test/tiny.ts";
import { calibrate } from "./calibrate.ts";
import type { Calibration } from "./calibrate.ts";
import { convHead } from "./convHead.ts";
import { exportDetector } from "./exportDetector.ts";
import { fitFcdd } from "./fitFcdd.ts";
import { predict } from "./predict.ts";
import { maxScore, pooledMaxScore } from "./scoring.ts";
import { receptiveFieldAligned } from "./upsampling.ts";

const source = tinySource();
const provenance = { seed: 7, dataset: { name: "patches", hash: "abc" } };
const imagesOf = (count: number) =>
  Promise.all(Array.from({ length: count }, (_, i) => source.read(i)));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-export-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("exportDetector", () => {
  test.each([
    { of: "as the paper has it", options: {} },
    { of: "with the highest cell as score", options: { scoring: maxScore } },
    {
      of: "with pooled scores on aligned maps",
      options: {
        scoring: pooledMaxScore(4),
        upsampling: receptiveFieldAligned({ offset: 1.5, stride: 4 }),
      },
    },
    { of: "with one channel", options: { singleChannel: true } },
  ])(
    "a trained detector, $of: the file agrees with the model at every batch size",
    async ({ options }) => {
      const model = tinyModel(options);
      const optimizer = adam({ learningRate: 0.01 });
      for await (const _ of fitFcdd(model, {
        source,
        optimizer,
        batchSize: 4,
        steps: 3,
        random: randomStream(1),
      }));
      const calibration = await calibrate(model, source);
      const file = join(folder, "made", "detector.onnx");
      const before = memory().numTensors;
      const exported = await exportDetector(model, calibration, file, {
        images: await imagesOf(6),
        ...provenance,
      });
      expect(memory().numTensors).toBe(before);
      expect(getBackend()).toBe("cpu");
      expect(exported.differences.images).toBe(6);
      expect(exported.differences.scores).toBeLessThan(1e-5); // float32
      expect(await readdir(join(folder, "made"))).toEqual(["detector.onnx"]); // nothing left aside

      const bytes = await readFile(file);
      expect(bytes).toHaveLength(exported.bytes);
      const session = await InferenceSession.create(bytes);
      const expected = [];
      for await (const prediction of predict(model, source)) expected.push(prediction);
      const images = await imagesOf(11);
      const data = Uint8Array.from(Buffer.concat(images.map(({ data }) => data)));
      const outputs = await session.run({ images: new Tensor("uint8", data, [11, side, side, 3]) });
      const types = model.types.length;
      expect(outputs.maps.dims).toEqual([11, types, 3, 3]);
      expect(outputs.anomalyMaps.dims).toEqual([11, types, side, side]);
      for (const [i, { scores, maps }] of expected.entries())
        for (const k of model.types.keys()) {
          expect((outputs.scores.data as Float32Array)[i * types + k]).toBeCloseTo(scores[k], 5);
          const start = (i * types + k) * 9;
          const map = (outputs.maps.data as Float32Array).subarray(start, start + 9);
          for (const [cell, value] of maps[k].data.entries())
            expect(map[cell]).toBeCloseTo(value, 5);
        }
      await session.release();
    },
  );

  test("stores what inference needs, and where the detector comes from", async () => {
    const model = tinyModel({ upsampling: receptiveFieldAligned({ offset: 1.5, stride: 4 }) });
    const calibration = await calibrate(model, source);
    const file = join(folder, "metadata.onnx");
    const { metadata } = await exportDetector(model, calibration, file, {
      images: await imagesOf(1),
      ...provenance,
      categories: ["tile"],
      config: { epochs: 3 },
      versions: { "@flawlens/cli": "1.2.3" },
    });
    expect(metadata).toMatchObject({
      format: 1,
      method: "fcdd",
      types: ["bright", "dark"],
      categories: ["tile"],
      input: { height: side, width: side },
      scoring: "mean",
      calibration: calibration.types,
      any: calibration.any,
      receptiveField: { offset: 1.5, stride: 4 },
      seed: 7,
      dataset: { name: "patches", hash: "abc" },
      config: { epochs: 3 },
    });
    expect(Object.keys(metadata.versions)).toEqual(
      expect.arrayContaining(["node", "@flawlens/fcdd", "@tensorflow/tfjs-core", "@flawlens/cli"]),
    );
    expect((await readFile(file)).includes(JSON.stringify(metadata))).toBe(true);
  });

  test("refuses to write a file that disagrees with the model, and keeps the old one", async () => {
    const head = convHead({ widths: [6] });
    let calls = 0;
    const drifting = {
      ...head,
      apply: (...given: Parameters<typeof head.apply>) => {
        const output = head.apply(...given);
        // Not a function of its arguments: adds 3 from the first look after the export on.
        return calls++ < 2 ? output : { ...output, phi: add(output.phi, 3) as typeof output.phi };
      },
    };
    const model = tinyModel({ head: drifting });
    const range: [number, number] = [0, 1];
    const type = { threshold: null, scoreRange: range, mapRange: range, mapThreshold: null };
    const calibration: Pick<Calibration, "types" | "any"> = {
      types: { bright: type, dark: type },
      any: type,
    };
    const file = join(folder, "kept.onnx");
    await writeFile(file, "the old one");
    await expect(
      exportDetector(model, calibration, file, { images: await imagesOf(1), ...provenance }),
    ).rejects.toThrow(
      /expected the file to agree with the model within 0.0001, got scores off by \d.*nothing was written/,
    );
    expect(await readFile(file, "utf8")).toBe("the old one");
  });

  test("refuses no image, and a calibration of other types", async () => {
    const model = tinyModel();
    const calibration = await calibrate(model, source);
    const file = join(folder, "none.onnx");
    await expect(
      exportDetector(model, calibration, file, { images: [], ...provenance }),
    ).rejects.toThrow("exportDetector: expected images to compare file and model on, got none");
    const other = tinyModel({ singleChannel: true });
    await expect(
      exportDetector(other, calibration, file, { images: await imagesOf(1), ...provenance }),
    ).rejects.toThrow("expected a calibration of anomaly, got one of bright, dark");
  });

  test("says where it could not write, and leaves nothing half-written", async () => {
    const model = tinyModel();
    const calibration = await calibrate(model, source);
    const blocked = join(folder, "blocked");
    await writeFile(blocked, "a file, not a folder");
    const file = join(blocked, "detector.onnx");
    await expect(
      exportDetector(model, calibration, file, { images: await imagesOf(1), ...provenance }),
    ).rejects.toThrow(/expected to write \d+ bytes to .*blocked.detector\.onnx, got /);
  });
});
