import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { datasetHash } from "@flawlens/datasets";
import { readDataset } from "../data/readDataset.ts";
import { keptConfig, runConfig } from "../methods/runConfig.ts";
import { UsageError } from "../terminal/usageError.ts";
import { contentHash } from "./contentHash.ts";
import type { TrainGrid } from "./gridSchema.ts";
import { jobHash, jobId, option, pathArgument } from "./plannedJob.ts";
import type { Argument, PlannedJob } from "./plannedJob.ts";
import { runFolderOf } from "./runFolderOf.ts";
import type { RunPlace } from "./runFolderOf.ts";
import { sweepMethods } from "./sweepMethods.ts";
import type { SweepMethod } from "./sweepMethods.ts";

/** A category of a data set. */
interface Part {
  data: string;
  /** The name of the data set; undefined where there is one. */
  dataset: string | undefined;
  category: string;
  /** Whether a run must name the category. */
  several: boolean;
  hash: string;
}

/**
 * A run of training for every combination that a grid names: data set, category, method, contamination, number of known
 * anomalies, seed. The hash of a run covers its whole configuration, its images, weights and textures.
 *
 * @param out - The folder of the sweep.
 * @throws {UsageError} If there is no such data set, category, method or setting.
 */
export async function trainingJobs(grid: TrainGrid, out: string): Promise<PlannedJob[]> {
  const parts = await partsOf(grid);
  const methods = await sweepMethods(grid);
  const { weights, textures } = grid;
  const read = {
    weights: weights && (await contentHash(weights)),
    textures: textures && (await contentHash(textures)),
  };
  const jobs: PlannedJob[] = [];
  for (const part of parts)
    for (const method of methods)
      for (const level of grid.levels)
        for (const shots of grid.shots)
          for (const seed of grid.seeds) {
            const { dataset, category } = part;
            const place = { dataset, category, method: method.label, level, shots, seed };
            const folder = runFolderOf(place);
            jobs.push({
              id: jobId(folder),
              hash: jobHash([part.hash, read, seed, await configOf(method, part, place)]),
              group: folder.replace(/\/seed-\d+$/, ""),
              argv: commandLine(grid, { part, method, place, out: join(out, folder) }),
            });
          }
  return jobs;
}

async function partsOf(grid: TrainGrid): Promise<Part[]> {
  const names = grid.data.map((data) => basename(data));
  if (new Set(names).size < names.length)
    throw new UsageError(`data: expected data sets of different names, got ${names.join(", ")}`);
  const parts: Part[] = [];
  for (const [at, data] of grid.data.entries()) {
    const { normal, masks, allowOutside } = grid;
    const options = { normal, masks, allowOutside };
    const found = new Set<string>();
    for (const category of grid.categories ?? [undefined]) {
      const { categories } = await readDataset(data, { ...options, category });
      for (const name of categories) found.add(name);
    }
    const several = grid.categories !== undefined || found.size > 1;
    const dataset = names.length > 1 ? names[at] : undefined;
    for (const category of found) {
      const manifest = await readDataset(data, { ...options, ...(several && { category }) });
      parts.push({ data, dataset, category, several, hash: datasetHash(manifest) });
    }
  }
  return parts;
}

/** Everything that a run is configured by, whatever preset or file it comes from. */
async function configOf(method: SweepMethod, part: Part, place: RunPlace): Promise<unknown> {
  const { loaded, name, config, settings } = method;
  const data = {
    contamination: place.level,
    shots: place.shots,
    ...(part.several && { category: part.category }),
  };
  const whole = keptConfig(await runConfig(loaded.method, { config, settings, data }));
  return [loaded.method.name, await contentHash(name), whole];
}

function commandLine(
  { weights, textures, normal, masks, allowOutside }: TrainGrid,
  { part, method, place, out }: { part: Part; method: SweepMethod; place: RunPlace; out: string },
): Argument[] {
  return [
    "train",
    ...option("--data", pathArgument(part.data)),
    ...option("--out", { path: resolve(out) }),
    ...option("--method", fileOrName(method.name)),
    ...option("--config", method.config && fileOrName(method.config)),
    ...method.settings.flatMap((setting) => ["--set", setting]),
    ...option("--category", part.several ? part.category : undefined),
    ...option("--contamination", place.level),
    ...option("--shots", place.shots),
    ...option("--seed", place.seed),
    ...option("--weights", weights && fileOrName(weights)),
    ...option("--textures", textures && { path: resolve(textures) }),
    ...option("--normal", normal),
    ...option("--masks", masks),
    ...(allowOutside ? ["--allow-outside"] : []),
    "--skip-check",
  ];
}

/** A file as a path; the name of a method, a preset or a place on the Hub as it is. */
function fileOrName(text: string): Argument {
  return existsSync(text) ? { path: resolve(text) } : text;
}
