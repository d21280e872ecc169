import "@flawlens/tfjs-backend-ort";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imageTensor, resnet18Network } from "@flawlens/backbones";
import { calibrate, exportDetector, predict } from "@flawlens/detector";
import { loadDetector } from "@flawlens/inference";
import { dispose, memory, setBackend } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ruleParams } from "../../../backbones/test/ruleParams.ts";
import { side, tinyModel, tinySource } from "../../test/tiny.ts";
import { networkBackbone } from "../network/backbone.ts";
import { adlMode, paperMode, referenceMode } from "../network/modes.ts";
import { scoreImages } from "../network/scoreImages.ts";
import type { Adl } from "./adl.ts";

let folder: string;
beforeAll(async () => {
  await setBackend("ort");
  folder = await mkdtemp(join(tmpdir(), "flawlens-adl-outputs-"));
});
afterAll(() => rm(folder, { recursive: true }));

const source = tinySource("some", 5, { patch: true });
const normals = tinySource("normal", 5);
const provenance = { seed: 1, dataset: { name: "tiny", hash: "0" } };

async function exported(model: Adl, name: string) {
  const calibration = await calibrate(model, normals);
  const file = join(folder, `${name}.onnx`);
  return exportDetector(model, calibration, file, { ...provenance, images: source.images });
}

describe("adlOutputs", () => {
  test("are score, map and raw cues, and nothing else stays", () => {
    const model = tinyModel({ maps: "segmentation" });
    const images = imageTensor(source.images, model.inputSize);
    const before = memory().numTensors;
    const { scores, maps, extras } = model.outputs(model.params, images);
    const direct = scoreImages(model, model.params, images);
    expect([scores.shape, maps.shape, extras?.cues.shape]).toEqual([
      [5, 1],
      [5, side, side, 1],
      [5, 3],
    ]);
    expect([...scores.dataSync()]).toEqual([...direct.scores.dataSync()]);
    expect([...maps.dataSync()]).toEqual([...direct.segmentation.dataSync()]);
    const cues = extras?.cues.dataSync() ?? [];
    for (const [column, cue] of (["deviation", "entropy", "segmentation"] as const).entries())
      for (let i = 0; i < 5; i++) expect(cues[3 * i + column]).toBe(direct.cues[cue].dataSync()[i]);
    dispose([scores, maps, extras, direct] as never);
    expect(memory().numTensors).toBe(before);
  });

  test("follow the scales that are set after the detector was made", async () => {
    const model = tinyModel();
    const scoreOf = async () => {
      for await (const { scores } of predict(model, source)) return scores[0];
      return NaN;
    };
    const before = await scoreOf();
    model.scales = { ...model.scales, deviation: { knee: 5, cap: 100 } };
    expect(await scoreOf()).not.toBe(before);
  });

  test("treat each image of a batch as if it were alone", async () => {
    const model = tinyModel();
    const collect = async (batchSize: number) => {
      const all = [];
      for await (const detection of predict(model, source, { batchSize })) all.push(detection);
      return all;
    };
    const [alone, together] = [await collect(1), await collect(5)];
    for (const [i, { scores, extras, maps }] of together.entries()) {
      expect(scores[0]).toBeCloseTo(alone[i].scores[0], 5);
      expect(extras.cues[0]).toBeCloseTo(alone[i].extras.cues[0], 5);
      // Rounding can break ties of pixels that were enlarged from one cell, and so move single ones.
      const apart = maps[0].data.map((value, at) => Math.abs(value - alone[i].maps[0].data[at]));
      expect(apart.reduce((a, b) => a + b) / apart.length).toBeLessThan(0.01);
    }
  });

  test.each([
    { mode: referenceMode, maps: "gradient" },
    { mode: paperMode, maps: "gradient" },
    { mode: adlMode, maps: "segmentation" },
  ] as const)(
    "with $maps maps in mode $mode.name are those of the exported file, which tells the raw cues",
    async ({ mode, maps }) => {
      const model = tinyModel({ mode, maps });
      const { file, differences, metadata } = await exported(model, mode.name);
      expect(Object.keys(differences.outputs).sort()).toEqual(
        ["anomalyMaps", "cues", "maps", "scores"].sort(),
      );
      expect(metadata).toMatchObject({ method: "adl", types: ["anomaly"] });
      const detector = await loadDetector(file);
      try {
        const expected = [];
        for await (const detection of predict(model, source)) expected.push(detection);
        const prediction = await detector.predictImage(source.images[2]);
        expect(prediction.score).toBeCloseTo(expected[2].scores[0], 4);
        expect(prediction.extras.cues.deviation).toBeCloseTo(expected[2].extras.cues[0], 4);
      } finally {
        await detector.release();
      }
    },
  );

  test("keep the factors of a folded last normalisation that gradient maps read", async () => {
    const backbone = networkBackbone(resnet18Network, {
      layers: ["layer1", "layer2"],
      lastNorm: { name: "layer2.1.bn2", epsilon: 1e-5 },
    });
    const model = tinyModel({ backbone });
    model.params = ruleParams(model.spec);
    const { differences } = await exported(model, "resnet");
    expect(differences.largest).toBeLessThan(1e-4);
    expect(differences.outputs.maps).toBeLessThan(1e-2);
  });
});
