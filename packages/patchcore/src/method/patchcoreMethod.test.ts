import "../../test/cpu.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { efficientnetLite0Network, initParams, networkSpec, saveParams, writeSafetensors } from "@flawlens/backbones"; // prettier-ignore
import type { FitRun, MethodEvent, Trainer } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contextOf } from "../../test/context.ts";
import { tinySource } from "../../test/tiny.ts";
import { patchcoreMethod } from "./patchcoreMethod.ts";
import { patchcoreConfig } from "./patchcoreConfig.ts";
import type { PatchcoreConfig } from "./patchcoreConfig.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-patchcore-"));
});
afterAll(() => rm(folder, { recursive: true }));

const side = 32;
const source = tinySource({ normal: 4, anomalous: 2, unknown: 1, side });

const create = (changes: Partial<PatchcoreConfig> = {}, context = contextOf(source)) =>
  patchcoreMethod.create(
    patchcoreConfig.parse({ network: "small", inputSize: side, ...changes }),
    context,
  );

async function fitted(trainer: Trainer, run: FitRun = {}): Promise<MethodEvent[]> {
  const events: MethodEvent[] = [];
  for await (const event of trainer.fit(run)) events.push(event);
  return events;
}

describe("patchcoreMethod", () => {
  test("trains on the normal images of the train side alone, and says so", async () => {
    const context = contextOf(source);
    const trainer = await create({}, context);
    expect(context.sizes).toEqual([{ height: side, width: side }]);
    const events = await fitted(trainer);
    expect(events[0]).toEqual({
      kind: "start",
      steps: null,
      summary:
        "PatchCore on a small network of random weights (stages.1, stages.2): a memory bank of 100 of the 256 patches of 4 images taken as normal.",
      notes: [
        "2 of 7 training images are left out: they are known anomalies, and the method learns from normal images alone.",
        "1 of 7 training images are left out: their label is not known.",
      ],
    });
    expect(events[1]).toMatchObject({ kind: "phase", name: "features", total: 4 });
    expect(events.at(-1)).toEqual({ kind: "end", reason: "done" });
    expect(trainer.detector.params.bank.shape).toEqual([100, 48 + 96]);
    expect(trainer.threshold).toEqual({ rule: "normalsOnly", fraction: 0.05 });
  });

  test("does what the configuration says", async () => {
    const trainer = await create(
      {
        layers: ["stages.2"],
        neighbors: 3,
        coresetFraction: 0.9,
        falsePositiveFraction: 0.1,
        project: false,
        inputSize: 64,
      },
      contextOf(tinySource({ normal: 3, side: 64 })),
    );
    await fitted(trainer);
    expect(trainer.detector.params.bank.shape).toEqual([172, 96]); // ⌊0.9 · 3 · 64⌋
    expect(trainer.detector.scoring).toMatch(/weighted by 3 neighbors$/);
    expect(trainer.threshold).toEqual({ rule: "normalsOnly", fraction: 0.1 });
  });

  test("a resumed run, and a second one, give the same detector, number for number", async () => {
    const bank = async (trainer: Trainer) => [...(await trainer.detector.params.bank.data())];
    const trainer = await create();
    await fitted(trainer);
    const first = await bank(trainer);
    await fitted(trainer);
    expect(await bank(trainer)).toEqual(first);
    const resumed = await create();
    const [start] = await fitted(resumed, { resume: true });
    expect(start).toMatchObject({
      notes: expect.arrayContaining([
        "The run fits again from the beginning, which gives the same detector.",
      ]),
    });
    expect(await bank(resumed)).toEqual(first);
    const other = await create({}, contextOf(source, { seed: 2 }));
    await fitted(other);
    expect(await bank(other)).not.toEqual(first);
  });

  test("ends when the signal comes", async () => {
    const events = await fitted(await create(), { signal: AbortSignal.abort() });
    expect(events.map(({ kind }) => kind)).toEqual(["start", "end"]);
    expect(events.at(-1)).toEqual({ kind: "end", reason: "interrupted" });
  });

  test("reads pretrained weights under the name of the network", async () => {
    const spec = networkSpec(efficientnetLite0Network, { upTo: "stage16" });
    const params = initParams(spec, { random: randomStream(1) });
    const file = join(folder, "lite0.safetensors");
    await writeSafetensors(file, await saveParams(spec, params));
    const asked: string[] = [];
    const weights = async (network: string) => {
      asked.push(network);
      return file;
    };
    const trainer = await create({ network: "efficientnet-lite0" }, contextOf(source, { weights }));
    expect(asked).toEqual(["efficientnet-lite0"]);
    const name = "blocks.4.2.conv_pwl.weight";
    expect([...trainer.detector.params[name].dataSync()]).toEqual([...params[name].dataSync()]);
    await expect(create({ network: "resnet18" }, contextOf(source, { weights }))).rejects.toThrow(
      /^readNetworkWeights: expected weights of resnet18 in .*lite0\.safetensors, got: /,
    );
  });

  test("refuses to go on without weights", async () => {
    await expect(create({ network: "resnet18" })).rejects.toThrow(
      "patchcore: expected a file with pretrained weights of resnet18, got none; name one, or take the network small",
    );
  });

  test("refuses what does not fit before it asks for weights", async () => {
    const weights = () => Promise.reject(new Error("asked"));
    const none = contextOf(tinySource({ normal: 0, anomalous: 2 }), { weights });
    await expect(create({ network: "resnet18" }, none)).rejects.toThrow(
      "patchcore: expected training images taken as normal, got none among 2",
    );
    const context = contextOf(source, { weights });
    await expect(create({ network: "resnet18", layers: ["stage8"] }, context)).rejects.toThrow(
      "got stage8",
    );
    await expect(create({ memoryGiB: 1e-6 }, context)).rejects.toThrow(
      /^patchcore: expected vectors .* more memory \(inputSize, layers and memoryGiB of the configuration\)$/,
    );
  });

  test("refuses to start from trained parameters", async () => {
    await expect(fitted(await create(), { from: "run/checkpoint" })).rejects.toThrow(
      "patchcore: expected no trained parameters to start from, got run/checkpoint; a detector is fitted in one pass",
    );
  });

  test("a run may be resumed with another memory limit, but with no other key changed", () => {
    const identity = (changes: Partial<PatchcoreConfig>) =>
      patchcoreMethod.identity!(patchcoreConfig.parse(changes));
    expect(identity({ memoryGiB: 8 })).toEqual(identity({}));
    expect(identity({ neighbors: 3 })).not.toEqual(identity({}));
  });

  test("its presets are configurations", () => {
    for (const { config } of Object.values(patchcoreMethod.presets!))
      expect(patchcoreConfig.safeParse(config).success).toBe(true);
  });
});
