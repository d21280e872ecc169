import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  loadDataset,
  type Manifest,
  readManifest,
  saveManifest,
  splitByPart,
} from "@flawlens/datasets";
import { randomStream } from "@flawlens/sampling";
import type { Config } from "./config.ts";

/**
 * The data set to train on, with its splits: as published, or cut between parts by the seed. The
 * manifest is saved with the run, and a resumed run goes on with the one it began with.
 */
export async function openDataset(
  root: string,
  out: string,
  { config, seed, resume }: { config: Config; seed: number; resume: boolean },
): Promise<Manifest> {
  const file = join(out, "manifest.json");
  if (resume && existsSync(file)) return readManifest(file);
  let manifest = await loadDataset(root);
  const sides = new Set(manifest.samples.map(({ split }) => split));
  if (!sides.has("validation") || !sides.has("test"))
    manifest = splitByPart(manifest, { fractions: config.split, random: randomStream(seed) });
  await saveManifest(file, manifest);
  for (const warning of manifest.warnings ?? []) console.warn(`note: ${warning}`);
  return manifest;
}
