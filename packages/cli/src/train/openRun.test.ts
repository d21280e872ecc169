import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeFiles } from "../../test/images.ts";
import { recorder } from "../../test/recorder.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { keepRunData } from "../data/openRunData.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { keptConfig } from "../methods/runConfig.ts";
import { newRun, resumedRun } from "./openRun.ts";
import type { Run } from "./run.ts";
import type { TrainOptions } from "./trainOptions.ts";

async function opened(open: typeof newRun, options: TrainOptions) {
  const stderr = recorder();
  const terminal = createTerminal({ stdout: recorder(), stderr });
  const run = await open(terminal, options, new AbortController().signal);
  return { run, said: stderr.text() };
}

async function normals(): Promise<string> {
  const dataset = join(await temporaryFolder(), "parts");
  await writeFiles(
    dataset,
    Array.from({ length: 12 }, (_, i) => `good/${i}.png`),
  );
  return dataset;
}

/** What a run keeps of itself when it begins. */
async function keep(out: string, { loaded, config, seed, data }: Run, more = {}): Promise<void> {
  const { method, from } = loaded;
  const about = { method: from, name: method.name, title: method.title, config: keptConfig(config), seed, refit: true, ...more }; // prettier-ignore
  await writeFile(join(out, "run.json"), JSON.stringify(about));
  await keepRunData(out, data);
}

describe("newRun", () => {
  test("lets the data decide the method, and says why", async () => {
    const { run, said } = await opened(newRun, { dataset: await normals(), out: "out" });
    expect([run.loaded.method.name, run.seed, run.data.manifest.name]).toEqual(["mhpatchcore", 1, "parts"]); // prettier-ignore
    expect(said).toContain("method MH-PatchCore, because no image is known to be anomalous (--method chooses another)"); // prettier-ignore
    expect([run.config.preset, said]).toEqual(["light", expect.stringContaining("--budget best")]);
  });

  test("takes the finer preset for the best budget, unless a configuration is named", async () => {
    const options = { dataset: await normals(), out: "out", budget: "best" } as const;
    const { run, said } = await opened(newRun, options);
    expect([run.config.preset, said]).toEqual(["fine", expect.stringContaining("--budget fast")]);
    expect(run.config.method).toMatchObject({ inputSize: [256, 256] });
    const set = await opened(newRun, { ...options, settings: ["inputSize=320"] });
    expect(set.run.config.method).toMatchObject({ inputSize: 320 });
    const named = await opened(newRun, { ...options, config: "trial" });
    expect([named.run.config.preset, named.said.includes("--budget")]).toEqual(["trial", false]);
  });

  test("gives images their own size where the preset wants it, however it is named", async () => {
    const dataset = await normals();
    const sizeOf = async (more: Partial<TrainOptions>) => {
      const { run } = await opened(newRun, { dataset, out: "out", ...more });
      return (run.config.method as { inputSize: unknown }).inputSize;
    };
    for (const config of ["fine", "robust-fine"])
      expect(await sizeOf({ method: "mhpatchcore", config })).toEqual([256, 256]);
    expect(await sizeOf({ method: "adl" })).toEqual([256, 256]);
    expect(await sizeOf({ method: "adl", settings: ["inputSize=128"] })).toBe(128);
    expect(await sizeOf({ method: "adl", config: "small-defects" })).toBe(384);
    const file = join(await temporaryFolder(), "mine.json");
    await writeFile(file, JSON.stringify({ inputSize: 512, scales: [1, 0.5] }));
    expect(await sizeOf({ method: "mhpatchcore", config: file })).toBe(512);
  });

  test("lets the data decide the preset of MultiTypeFCDD, unless a configuration is named", async () => {
    const dataset = await normals();
    await writeFiles(
      dataset,
      Array.from({ length: 15 }, (_, i) => `pit/${i}.png`),
    );
    const options = { dataset, out: "out", method: "fcdd" };
    const { run, said } = await opened(newRun, options);
    expect([run.config.preset, said]).toEqual(["frozen", expect.stringContaining("configuration frozen:")]); // prettier-ignore
    const named = await opened(newRun, { ...options, config: "with-masks" });
    expect(named.run.config.preset).toBe("with-masks");
  });

  test("lets the images of the category decide, however it is named", async () => {
    const dataset = join(await temporaryFolder(), "objects");
    await writeFiles(dataset, [
      ...Array.from({ length: 12 }, (_, i) => `nut/train/good/${i}.png`),
      ...Array.from({ length: 4 }, (_, i) => `nut/test/good/${i}.png`),
      ...Array.from({ length: 12 }, (_, i) => `bolt/train/good/${i}.png`),
      ...Array.from({ length: 20 }, (_, i) => `bolt/train/pit/${i}.png`),
      ...Array.from({ length: 4 }, (_, i) => `bolt/test/good/${i}.png`),
    ]);
    const file = join(await temporaryFolder(), "nut.json");
    await writeFile(file, JSON.stringify({ data: { category: "nut" } }));
    const options = { dataset, out: "out" };
    for (const named of [
      { data: { category: "nut" } },
      { settings: ["data.category=nut"] },
      { config: file },
    ]) {
      const { run } = await opened(newRun, { ...options, ...named });
      expect(run.loaded.method.name).toBe("mhpatchcore");
      expect(run.data.manifest.samples.every(({ category }) => category === "nut")).toBe(true);
    }
    const bolts = await opened(newRun, { ...options, settings: ["data.category=bolt"] });
    expect(bolts.run.loaded.method.name).toBe("fcdd");
  });

  test("refuses to begin without data, and to write into them", async () => {
    await expect(opened(newRun, { out: "out" })).rejects.toThrow(
      "expected --data, a folder or a list of images, got none",
    );
    const dataset = await normals();
    for (const out of [dataset, join(dataset, "out")])
      await expect(opened(newRun, { dataset, out })).rejects.toThrow(
        `expected --out outside of the data set, got ${out}, which is inside ${dataset}`,
      );
    const beside = await opened(newRun, { dataset, out: `${dataset}-out`, method: "padim" });
    expect(beside.run.loaded.method.name).toBe("padim");
  });

  test("refuses to start from a run that it would remove, and from a torn checkpoint", async () => {
    const [dataset, out] = [await normals(), await temporaryFolder()];
    await mkdir(join(out, "checkpoints"));
    await writeFile(join(out, "checkpoints/last.safetensors"), "torn");
    await expect(opened(newRun, { dataset, out, from: out, overwrite: true })).rejects.toThrow(
      `--from: expected a run outside of --out, got ${out}, which a new run in ${out} removes`,
    );
    await expect(opened(newRun, { dataset, out: "out", from: out })).rejects.toThrow(
      "expected a whole checkpoint at",
    );
  });
});

describe("resumedRun", () => {
  test("goes on as the run began, and refuses what it did not begin with", async () => {
    const out = await temporaryFolder();
    const { run } = await opened(newRun, {
      dataset: await normals(),
      out,
      method: "padim",
      seed: 3,
    });
    await keep(out, run);
    const { run: again } = await opened(resumedRun, { out });
    expect([again.loaded.method.name, again.seed, again.options.refit]).toEqual(["padim", 3, true]);
    expect([again.config.method, again.config.data]).toEqual([run.config.method, run.config.data]);
    expect(again.data.train.map(({ id }) => id)).toEqual(run.data.train.map(({ id }) => id));
    const refusals: [Partial<TrainOptions>, string][] = [
      [{ method: "patchcore" }, "--resume: expected --method padim, with which the run in"],
      [{ seed: 4 }, "--resume: expected --seed 3, with which the run in"],
      [
        { settings: ["inputSize=32"] },
        "began, got another inputSize; begin again with --overwrite",
      ],
    ];
    for (const [options, says] of refusals)
      await expect(opened(resumedRun, { out, ...options })).rejects.toThrow(says);
  });

  test("keeps what the run started from, unless that has moved", async () => {
    const out = await temporaryFolder();
    const { run } = await opened(newRun, { dataset: await normals(), out, method: "padim" });
    const start = { from: "/gone/last.safetensors", weights: "a/b:c.pth", textures: "/gone/t" };
    await keep(out, run, start);
    expect((await opened(resumedRun, { out })).run.options).toMatchObject(start);
    const moved = { weights: "c.pth", textures: "/here" };
    expect((await opened(resumedRun, { out, ...moved })).run.options).toMatchObject(moved);
  });

  test("makes the sides again where the run was stopped before it had kept them", async () => {
    const [dataset, out] = [await normals(), await temporaryFolder()];
    const { run } = await opened(newRun, { dataset, out, method: "padim", seed: 3 });
    await keep(out, run);
    await rm(join(out, "manifest.json"));
    await expect(opened(resumedRun, { out })).rejects.toThrow(
      `--resume: expected --data, as the run in ${out} was stopped before it had kept its data, got none`,
    );
    const { run: again } = await opened(resumedRun, { out, dataset });
    expect(again.data.manifest).toEqual(run.data.manifest);
  });
});
