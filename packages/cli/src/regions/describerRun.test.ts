import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { aboutDescriberRun, newDescriberRun, resumedDescriberRun } from "./describerRun.ts";

async function folderOf(about: unknown): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "run.json"), JSON.stringify(about));
  return folder;
}

describe("the run of a region describer", () => {
  test("begins with the first preset, another, or a file; settings stand above", async () => {
    const first = await newDescriberRun({});
    expect([first.seed, first.config.image.network, first.config.steps]).toEqual([1, "small", 400]);
    const { config } = await newDescriberRun({ config: "paper", settings: ["batchSize=8"] });
    expect([config.image.network, config.batchSize, config.epochs]).toEqual(["clip", 8, 5]);
    const file = join(await temporaryFolder(), "mine.json");
    await writeFile(file, '{"image": {"network": "small"}, "steps": 3}');
    expect((await newDescriberRun({ config: file, seed: 7 })).config.steps).toBe(3);
  });

  test("goes on as it began, and may be told what else may differ", async () => {
    const began = await newDescriberRun({ settings: ["temperature=0.2"], seed: 3 });
    const folder = await folderOf(aboutDescriberRun(began));
    expect(await resumedDescriberRun(folder, {})).toEqual(began);
    const { config } = await resumedDescriberRun(folder, { settings: ["checkpointEverySteps=7"] });
    expect([config.temperature, config.checkpointEverySteps]).toEqual([0.2, 7]);
  });

  test("is not gone on with by another seed, nor is a detector's", async () => {
    const folder = await folderOf(aboutDescriberRun(await newDescriberRun({ seed: 3 })));
    await expect(resumedDescriberRun(folder, { seed: 4 })).rejects.toThrow("expected --seed 3");
    const detectors = await folderOf({ method: "adl", title: "Multi-cue ADL" });
    await expect(resumedDescriberRun(detectors, {})).rejects.toThrow(
      "got one of Multi-cue ADL: use flawlens train",
    );
  });

  test("is begun again where what it says of itself is damaged", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "run.json"), "{");
    await expect(resumedDescriberRun(folder, {})).rejects.toThrow(
      `expected ${join(folder, "run.json")} as flawlens regions train wrote it, got something else; begin the run again`,
    );
  });
});
