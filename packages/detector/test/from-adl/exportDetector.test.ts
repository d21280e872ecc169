import "@flawlens/tfjs-backend-ort";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resnet18Network } from "@flawlens/backbones";
import { loadDetector } from "@flawlens/inference";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ruleParams } from "../../backbones/test/ruleParams.ts";
import { side, tinyModel, tinySource } from "../test/tiny.ts";
import { networkBackbone } from "./backbone.ts";
import { calibrate, calibrateReadings } from "./calibrate.ts";
import { explain } from "./explain.ts";
import { exportDetector } from "./exportDetector.ts";
import { adlMode, paperMode, referenceMode } from "./modes.ts";
import { predict } from "./predict.ts";

let folder: string;
beforeAll(async () => {
  await setBackend("ort");
  folder = await mkdtemp(join(tmpdir(), "flawlens-adl-export-"));
});
afterAll(() => rm(folder, { recursive: true }));

const source = tinySource("some", 5, { patch: true });
const provenance = { seed: 1, dataset: { name: "tiny", hash: "0" } };

describe("exportDetector", () => {
  test.each([
    { mode: referenceMode, maps: "gradient" },
    { mode: paperMode, maps: "gradient" },
    { mode: adlMode, maps: "segmentation" },
  ] as const)(
    "writes $maps maps in mode $mode.name that inference reads",
    async ({ mode, maps }) => {
      const model = tinyModel({ mode });
      const calibration = await calibrate(model, source, { maps });
      const file = join(folder, `${mode.name}.onnx`);
      const before = memory().numTensors;
      const { differences, metadata } = await exportDetector(model, calibration, file, {
        ...provenance,
        images: source.images,
        maps,
      });
      expect(memory().numTensors).toBe(before);
      expect(differences.scores).toBeLessThan(1e-5);
      expect(differences.anomalyMaps).toBeLessThan(1e-3);
      expect(metadata).toMatchObject({
        method: "adl",
        types: ["anomaly"],
        input: { height: side, width: side },
      });

      const detector = await loadDetector(file);
      const found = await detector.predict(source.images, { batchSize: 2 });
      let i = 0;
      for await (const { score, map, segmentation } of predict(model, source, { batchSize: 3 })) {
        expect(found[i].score).toBeCloseTo(score, 5);
        const expected = maps === "gradient" ? map! : segmentation;
        const apart = found[i].map.data.map((value, at) => Math.abs(value - expected.data[at]));
        expect(Math.max(...apart)).toBeLessThan(1e-3);
        i++;
      }
      await detector.release();
    },
  );

  test("keeps what gradient maps need of a ResNet's folded last normalisation", async () => {
    const backbone = networkBackbone(resnet18Network, {
      layers: ["layer1", "layer2"],
      lastNorm: { name: "layer2.1.bn2", epsilon: 1e-5 },
    });
    const model = tinyModel({ backbone });
    model.params = ruleParams(model.spec);
    const file = join(folder, "resnet.onnx");
    const calibration = await calibrate(model, source);
    const { differences } = await exportDetector(model, calibration, file, {
      ...provenance,
      images: source.images,
    });
    expect(differences.scores).toBeLessThan(1e-4);
  });

  test("writes nothing where there is nothing to compare on", async () => {
    const file = join(folder, "never.onnx");
    const calibration = calibrateReadings([{ score: 1, peak: 1, middle: 0 }]);
    await expect(
      exportDetector(tinyModel(), calibration, file, { ...provenance, images: [] }),
    ).rejects.toThrow("exportDetector: expected images to compare file and model on, got none");
    expect(existsSync(file)).toBe(false);
  });
});

describe("predict", () => {
  test("treats each image of a batch as if it were alone", async () => {
    const model = tinyModel();
    const collect = async (batchSize: number) => {
      const all = [];
      for await (const prediction of predict(model, source, { batchSize, maps: "cues" }))
        all.push(prediction);
      return all;
    };
    const [alone, together] = [await collect(1), await collect(5)];
    for (const [i, { score, cues, map, cueMaps }] of together.entries()) {
      expect(score).toBeCloseTo(alone[i].score, 5);
      expect(cues.deviation).toBeCloseTo(alone[i].cues.deviation, 5);
      expect(Object.keys(cueMaps!)).toEqual(["deviation", "entropy", "segmentation"]);
      // Rounding can break ties of pixels that were enlarged from one cell, and so move single ones.
      const apart = map!.data.map((value, at) => Math.abs(value - alone[i].map!.data[at]));
      expect(apart.reduce((a, b) => a + b) / apart.length).toBeLessThan(0.01);
    }
  });

  test("refuses a batch of none", async () => {
    await expect(predict(tinyModel(), source, { batchSize: 0 }).next()).rejects.toThrow(
      "at least 1, got 0",
    );
  });
});

describe("explain", () => {
  test("says in words what the numbers are", async () => {
    const { sentence, peak, map, cueMaps } = await explain(tinyModel(), source.images[0]);
    expect(sentence).toMatch(
      /^(low|moderate|high) deviation \(\d\.\d\d of 1\), (low|moderate|high) uncertainty \(\d\.\d\d\), (low|moderate|high) segmentation \(\d\.\d\d\); evidence at the .*, x \d+, y \d+$/,
    );
    expect(map.data[peak.y * side + peak.x]).toBe(Math.max(...map.data));
    expect(sentence).toContain(`x ${peak.x}, y ${peak.y}`);
    expect(Object.keys(cueMaps)).toHaveLength(3);
  });
});

describe("calibrateReadings", () => {
  const readings = Array.from({ length: 20 }, (_, i) => ({ score: i, peak: i / 20, middle: 0.1 }));
  test("lets a fraction of the images through, half way between two scores", () => {
    const { any, images } = calibrateReadings(readings);
    expect(any.threshold).toBe(18.5); // one of 20
    expect(images).toBe(20);
    expect(any.scoreRange[0]).toBe(9.5);
    expect(any.mapRange[0]).toBe(0.1);
    expect(calibrateReadings(readings, { rule: "given", threshold: 3 }).any.threshold).toBe(3);
    const all = calibrateReadings(readings, { rule: "falsePositiveFraction", fraction: 0 });
    expect(all.any.threshold).toBeGreaterThan(19);
  });

  test.each([
    { readings: [], rule: undefined, message: "expected validation images, got none" },
    {
      readings: [{ score: NaN, peak: 0, middle: 0 }],
      rule: undefined,
      message: "got images[0] with NaN, 0, 0",
    },
    {
      readings,
      rule: { rule: "falsePositiveFraction", fraction: 1 },
      message: "a fraction in [0, 1), got 1",
    },
    {
      readings,
      rule: { rule: "given", threshold: NaN },
      message: "expected a finite threshold, got NaN",
    },
  ] as const)("refuses: $message", ({ readings, rule, message }) => {
    expect(() => calibrateReadings(readings, rule)).toThrow(message);
  });
});
