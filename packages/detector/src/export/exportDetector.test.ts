import "../../test/cpu.ts";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadDetector } from "@flawlens/inference";
import { readOnnxMetadata, verifyChecksum } from "@flawlens/onnx";
import { add, getBackend, memory, mul, setBackend, tensor, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { all, side, tinyDetector, tinySource } from "../../test/tiny.ts";
import { calibrate } from "../calibration/calibrate.ts";
import type { Detector } from "../detector.ts";
import { halfPixel, receptiveFieldAligned } from "../maps/upsampling.ts";
import { predict } from "../predict.ts";
import { exportDetector } from "./exportDetector.ts";

const source = tinySource();
const images = await Promise.all(source.samples.map((_, i) => source.read(i)));
const provenance = { images, seed: 7, dataset: { name: "patches", hash: "abc" } };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-export-"));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => setBackend("cpu"));

/** Largest difference of two lists. */
const apart = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a).toHaveLength(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
};

describe("exportDetector", () => {
  test.each<{ of: string; engine: string; changes: Partial<Detector> }>([
    { of: "as it is", engine: "cpu", changes: {} },
    { of: "as it is", engine: "ort", changes: {} },
    {
      of: "with cells that are receptive fields",
      engine: "ort",
      changes: { upsampling: receptiveFieldAligned({ offset: 1, stride: 5 }) },
    },
    { of: "with relative maps", engine: "ort", changes: { mapKind: "relative" } },
  ])("writes a detector $of, on $engine, that inference reads", async ({ engine, changes }) => {
    await setBackend(engine);
    const detector = tinyDetector(changes);
    const calibration = await calibrate(detector, source);
    const file = join(folder, "made", "detector.onnx");
    const before = memory().numTensors;
    const exported = await exportDetector(detector, calibration, file, provenance);
    expect(memory().numTensors).toBe(before);
    expect(getBackend()).toBe(engine);
    expect(exported.differences.images).toBe(5);
    expect(exported.differences.largest).toBeLessThan(1e-5); // float32
    expect(await readdir(join(folder, "made"))).toEqual(["detector.onnx"]); // nothing left aside
    const bytes = await readFile(file);
    expect(bytes).toHaveLength(exported.bytes);
    expect(JSON.parse(readOnnxMetadata(bytes).flawlens)).toEqual(exported.metadata);
    expect(await verifyChecksum(bytes)).toBe("intact");

    const loaded = await loadDetector(file);
    expect(loaded.metadata).toEqual(exported.metadata);
    expect(loaded.validation).toEqual(calibration.validation);
    expect(loaded.validation?.labels).toHaveLength(source.samples.length);
    const raw = await all(predict(detector, source));
    const found = await all(loaded.predict(images, { batchSize: 2 }));
    const whole = await loaded.raw(Buffer.concat(images.map(({ data }) => data)));
    const upsampling = detector.upsampling ?? halfPixel;
    const large = tidy(() => {
      const input = images.flatMap(({ data }) => Array.from(data));
      const batch = tensor(input, [images.length, side, side, 3]) as Tensor4D;
      const { maps } = detector.outputs(detector.params, batch);
      return upsampling.apply(maps, detector.inputSize).arraySync() as number[][][][];
    });
    for (const [i, { scores, maps, extras }] of raw.entries()) {
      expect(found[i].score).toBeCloseTo(scores[0] + scores[1], 5);
      expect(apart(Object.values(found[i].extras.peaks), extras.peaks)).toBeLessThan(1e-5);
      for (const [k, type] of detector.types.entries()) {
        const { score, map, anomalyMap } = found[i].types[type];
        expect(score).toBeCloseTo(scores[k], 5);
        expect(apart(map.data, maps[k].data)).toBeLessThan(1e-5);
        const start = (i * 2 + k) * side * side;
        const own = large[i].flat().map((pixel) => pixel[k]);
        expect(apart(anomalyMap.data, own)).toBeLessThan(1e-5);
        expect(apart(whole.anomalyMaps.slice(start, start + side * side), own)).toBeLessThan(1e-5);
      }
    }
    await loaded.release();
  });

  test("refuses to write a file that disagrees with the detector, and keeps the old one", async () => {
    const own = tinyDetector();
    const detector = tinyDetector({
      // Not a pure function: what is traced for the file, which has folded parameters, is another one.
      outputs: (params, images) => {
        const outputs = own.outputs(params, images);
        const folded = "net.0.folded.weight" in params;
        return { ...outputs, scores: folded ? add(outputs.scores, 0.01) : outputs.scores };
      },
    });
    const calibration = await calibrate(own, source);
    const file = join(folder, "kept.onnx");
    await writeFile(file, "the old one");
    const before = memory().numTensors;
    await expect(exportDetector(detector, calibration, file, provenance)).rejects.toThrow(
      /expected the file to agree with the detector within 0.0001, got scores off by 0\.0\d.*nothing was written to .*kept.onnx/,
    );
    expect(await readFile(file, "utf8")).toBe("the old one");
    expect(memory().numTensors).toBe(before);
  });

  test("refuses maps that are NaN in file and detector alike", async () => {
    const own = tinyDetector();
    const detector = tinyDetector({
      mapKind: "relative",
      outputs: (params, images) => {
        const outputs = own.outputs(params, images);
        return { ...outputs, maps: mul(outputs.maps, NaN) as Tensor4D };
      },
    });
    const file = join(folder, "never.onnx");
    const calibration = await calibrate(own, source);
    await expect(exportDetector(detector, calibration, file, provenance)).rejects.toThrow(
      "got maps off by Infinity",
    );
    expect(existsSync(file)).toBe(false);
  });

  test("refuses no image, and a calibration of other types, before anything is computed", async () => {
    const outputs = () => {
      throw new Error("computed");
    };
    const calibration = await calibrate(tinyDetector(), source);
    const file = join(folder, "never.onnx");
    await expect(
      exportDetector(tinyDetector({ outputs }), calibration, file, { ...provenance, images: [] }),
    ).rejects.toThrow("exportDetector: expected images to compare file and detector on, got none");
    await expect(
      exportDetector(tinyDetector({ outputs, types: ["anomaly"] }), calibration, file, provenance),
    ).rejects.toThrow("expected a calibration of types anomaly, got one of bright, dark");
    expect(existsSync(file)).toBe(false);
  });

  test("names an output of another shape", async () => {
    const own = tinyDetector();
    const detector = tinyDetector({
      outputs: (params, images) => ({ ...own.outputs(params, images), extras: {} }),
    });
    const calibration = await calibrate(own, source);
    await expect(
      exportDetector(detector, calibration, join(folder, "never.onnx"), provenance),
    ).rejects.toThrow(
      /exportDetector: expected the detector's output peaks as float32 .*, got none/,
    );
  });

  test("says where it could not write, and leaves nothing half-written", async () => {
    const detector = tinyDetector();
    const calibration = await calibrate(detector, source);
    const blocked = join(folder, "blocked");
    await writeFile(blocked, "a file, not a folder");
    const file = join(blocked, "detector.onnx");
    await expect(exportDetector(detector, calibration, file, provenance)).rejects.toThrow(
      /exportDetector: expected to write \d+ bytes to .*blocked.detector\.onnx, got .*; what was there before is untouched/,
    );
  });
});
