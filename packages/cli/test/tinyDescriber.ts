import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "@flawlens/datasets";
import { afterAll, beforeAll } from "vitest";
import { run } from "./run.ts";

/** The arguments of a configuration that trains in a second. */
export const tinySettings: readonly string[] = [
  'image={"network":"small","widths":[[4],[8]],"size":32,"embedding":8}',
  "text.width=32",
  "learningRate=0.002",
  "batchSize=8",
  "steps=8",
  "checkpointEverySteps=2",
].flatMap((setting) => ["--set", setting]);

/** Folders that a file's tests share: artificial parts with masks, and what is trained on them. */
export interface DescriberPlace {
  root: string;
  data: string;
  /** A finished run of `regions train`. */
  whole: string;
}

/**
 * Makes artificial parts and trains a region describer on them, once before all tests of a file.
 *
 * @param settings - Arguments of the configuration.
 * @param counts - Anomalous images of each type: to train on, and to test on.
 */
export function withDescriber(
  settings: readonly string[],
  counts = { train: 1, test: 1 },
): DescriberPlace {
  const place = { root: "", data: "", whole: "" };
  beforeAll(async () => {
    place.root = await realpath(await mkdtemp(join(tmpdir(), "flawlens-describer-")));
    place.data = join(place.root, "data");
    place.whole = join(place.root, "whole");
    const anomalous = (count: number) => ({ normal: 0, anomalous: count });
    const [train, test] = [anomalous(counts.train), anomalous(counts.test)];
    await synthesize(place.data, { seed: 1, size: 64, train, validation: anomalous(0), test });
    const args = ["--data", place.data, "--out", place.whole, ...settings];
    const { code, stderr } = await run("regions", "train", ...args);
    if (code !== 0) throw new Error(stderr);
  }, 240_000);
  afterAll(() => rm(place.root, { recursive: true, force: true }));
  return place;
}
