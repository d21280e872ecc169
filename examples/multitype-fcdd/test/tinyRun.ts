import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Manifest, synthesize } from "@flawlens/datasets";
import { onTestFinished } from "vitest";
import { type Config, parseConfig } from "../src/config.ts";

/** A folder of this test's own, gone when the test is. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "flawlens-example-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** 95 images of 32 px: each category with each type on each side. */
export function tinySet(folder: string, { size = 32 } = {}): Promise<Manifest> {
  const few = { normal: 1, anomalous: 1 };
  const train = { normal: 2, anomalous: 1 };
  return synthesize(folder, { seed: 1, size, train, validation: few, test: few });
}

/** A run of a second. */
export function tinyConfig(changes: Record<string, unknown> = {}): Config {
  return parseConfig({
    encoder: { network: "small", widths: [[4], [8]] },
    head: { widths: [8] },
    inputSize: 32,
    batchSize: 4,
    steps: 6,
    learningRate: 0.01,
    checkpointEverySteps: 2,
    ...changes,
  });
}
