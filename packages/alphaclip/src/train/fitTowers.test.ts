import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { smallConvNetwork } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import "@flawlens/tfjs-backend-ort";
import { synthesize } from "@flawlens/datasets";
import { randomStream } from "@flawlens/sampling";
import { loadCheckpoint } from "@flawlens/training";
import { dispose, memory, setBackend } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { buildRegions } from "../data/buildRegions.ts";
import type { RegionManifest } from "../data/regionRecord.ts";
import { evaluateDescriptions } from "../evaluate/evaluateDescriptions.ts";
import { networkImageTower } from "../towers/networkImageTower.ts";
import { smallTextTower } from "../towers/smallTextTower.ts";
import type { Towers } from "../towers/towers.ts";
import { wordTokenizer } from "../tokenizer/wordTokenizer.ts";
import { createAlphaClip } from "../use/createAlphaClip.ts";
import { fitAlphaClip } from "./fitAlphaClip.ts";
import type { FitAlphaClipOptions } from "./fitAlphaClip.ts";
import { paperOptimizer } from "./paperOptimizer.ts";

let folder: string;
let regions: RegionManifest;
let towers: Towers;

beforeAll(async () => {
  await setBackend("ort");
  folder = await mkdtemp(join(tmpdir(), "fit-towers-"));
  const few = { normal: 0, anomalous: 1 };
  const made = await synthesize(folder, { seed: 2, size: 32, train: { normal: 0, anomalous: 3 }, validation: few, test: few }); // prettier-ignore
  regions = await buildRegions(made);
  const tokenizer = wordTokenizer(regions.descriptions.map(({ description }) => description));
  const network = smallConvNetwork({ widths: [[8], [16]], size: 32 });
  towers = {
    image: networkImageTower(network, { layers: ["stages.1"], imageSize: 32, embedding: 16, batchNorm: "batch", alphaInit: "he" }), // prettier-ignore
    text: smallTextTower({ tokenizer, embedding: 16, width: 32 }),
  };
});
afterAll(() => rm(folder, { recursive: true }));

async function train({ abortAt, ...options }: Partial<FitAlphaClipOptions> & { abortAt?: number }) {
  const aborter = new AbortController();
  const losses: number[] = [];
  let params: Params = {};
  const optimizer = paperOptimizer(towers, { learningRate: 0.003, alphaLearningRate: 0.003 });
  for await (const event of fitAlphaClip({
    towers,
    params: {},
    regions,
    random: randomStream(5),
    batchSize: 16,
    optimizer,
    temperature: 0.1,
    signal: aborter.signal,
    ...options,
  })) {
    if (event.kind === "step") losses.push(event.loss);
    if (event.kind === "step" && event.step === abortAt) aborter.abort();
    if (event.kind === "end") params = event.params;
  }
  optimizer.dispose();
  return { losses, params };
}

describe("fitAlphaClip with other towers", () => {
  test("learns both from nothing, running statistics too, and leaks nothing", async () => {
    await train({ steps: 1 }).then(({ params }) => dispose(params));
    const before = memory().numTensors;
    const { losses, params } = await train({ steps: 60 });
    const mean = (some: number[]) => some.reduce((a, b) => a + b) / some.length;
    expect(mean(losses.slice(-10))).toBeLessThan(mean(losses.slice(0, 5)) - 0.4);
    const model = createAlphaClip({ towers, params });
    const accuracy = await evaluateDescriptions(model, regions, { split: "train" });
    expect(accuracy.total.accuracy).toBeGreaterThan(0.12); // three times what guessing gives
    expect(accuracy.regions[0].scores).toHaveLength(25);
    for (const mask of ["none", "wrong"] as const) {
      const [own, other] = [
        await evaluateDescriptions(model, regions),
        await evaluateDescriptions(model, regions, { mask }),
      ];
      expect(other.total.count).toBe(own.total.count);
      expect(other.regions.map(({ scores }) => scores)).not.toEqual(own.regions.map(({ scores }) => scores)); // prettier-ignore
    }
    dispose(params);
    expect(memory().numTensors).toBe(before);
  });

  test("stopped in the middle, resumes to the same numbers", async () => {
    const file = join(folder, "run.safetensors");
    const common = { wholeFraction: 0.3 };
    const through = await train({ ...common, steps: 6 });
    // A batch was made in advance when it was stopped.
    dispose((await train({ ...common, steps: 6, abortAt: 3, checkpoint: { file } })).params);
    const resumed = await train({ ...common, steps: 6, resume: await loadCheckpoint(file) });
    for (const [name, value] of Object.entries(through.params))
      expect(await resumed.params[name].data()).toEqual(await value.data());
    expect(resumed.losses).toEqual(through.losses.slice(3));
    dispose([through.params, resumed.params] as never);
  });

  test("is the same with few images kept in memory", async () => {
    const [kept, read] = [await train({ steps: 2 }), await train({ steps: 2, keepBytes: 5000 })];
    expect(read.losses).toEqual(kept.losses);
    dispose([kept.params, read.params] as never);
  });

  test("refuses micro-batches where texts are compared with all images, and frozen parameters that are missing", async () => {
    await expect(train({ steps: 2, microBatches: 2 })).rejects.toThrow(
      'give directions "imageToText"',
    );
    await train({ steps: 2, microBatches: 2, directions: "imageToText" }).then(({ params }) =>
      dispose(params),
    );
    const frozen = towers.text.spec.map((each) => ({ ...each, trainable: false }));
    const half = { image: towers.image, text: { ...towers.text, spec: frozen } };
    await expect(train({ towers: half, steps: 1 })).rejects.toThrow(
      /that do not learn, got \d+ missing: token_embedding.weight/,
    );
    await expect(train({ wholeFraction: 2, steps: 1 })).rejects.toThrow("wholeFraction in [0, 1]");
  });
});
