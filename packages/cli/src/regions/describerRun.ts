import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describerConfig, describerPresets } from "@flawlens/alphaclip";
import type { DescriberConfig } from "@flawlens/alphaclip";
import { applySettings } from "../config/applySettings.ts";
import { didYouMean } from "../config/didYouMean.ts";
import { parseConfig } from "../config/parseConfig.ts";
import { parseSetting } from "../config/parseSetting.ts";
import { readConfigFile } from "../config/readConfigFile.ts";
import { runMark } from "../run/runParts.ts";
import { versions } from "../run/versions.ts";
import { UsageError } from "../terminal/usageError.ts";

/** The name that a run of a region describer keeps in `run.json`. */
const method = "alphaclip";

/** npm packages that a region describer's numbers depend on. */
export const describerPackages: readonly string[] = ["@flawlens/alphaclip"];

/** What a run of a region describer is. */
export interface DescriberRun {
  config: DescriberConfig;
  seed: number;
}

/**
 * The configuration and seed of a new run: a preset (default the first) or a file, and over it settings.
 *
 * @throws {UsageError} With every key that there is not and every value that a key cannot have.
 */
export async function newDescriberRun({
  config = Object.keys(describerPresets)[0],
  settings = [],
  seed = 1,
}: {
  config?: string;
  settings?: readonly string[];
  seed?: number;
}): Promise<DescriberRun> {
  return { config: parse(await readPreset(config), settings), seed };
}

/**
 * The configuration and seed that the run in a folder began with, and what may be another when it goes on. Whether a
 * change is one that may be is decided by its checkpoint.
 *
 * @throws {UsageError} If the folder is a detector's run, or another seed is asked for.
 */
export async function resumedDescriberRun(
  out: string,
  { config, settings = [], seed }: { config?: string; settings?: readonly string[]; seed?: number },
): Promise<DescriberRun> {
  const kept = readMark(join(out, runMark));
  if (kept.method !== method)
    throw new UsageError(
      `--resume: expected the run of a region describer in ${out}, got one of ${String(kept.title ?? kept.method)}: use flawlens train`,
    );
  if (seed !== undefined && seed !== kept.seed)
    throw new UsageError(
      `--resume: expected --seed ${String(kept.seed)}, with which the run in ${out} began, got ${seed}`,
    );
  const json =
    config === undefined ? (kept.config as Record<string, unknown>) : await readPreset(config);
  return { config: parse(json, settings), seed: kept.seed as number };
}

/** @throws {Error} If the file is damaged. */
function readMark(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  } catch (cause) {
    throw new Error(
      `expected ${file} as flawlens regions train wrote it, got something else; begin the run again with --overwrite, ` +
        `or choose another --out`,
      { cause },
    );
  }
}

/** The facts of a run that `run.json` keeps. */
export function aboutDescriberRun({ config, seed }: DescriberRun): Record<string, unknown> {
  return {
    method,
    title: "AlphaCLIP for individual anomalies",
    config,
    seed,
    versions: versions(describerPackages),
  };
}

function parse(json: Record<string, unknown>, settings: readonly string[]): DescriberConfig {
  const help = "flawlens regions train --help lists the keys";
  return parseConfig(describerConfig, applySettings(json, settings.map(parseSetting)), { help });
}

async function readPreset(config: string): Promise<Record<string, unknown>> {
  if (Object.hasOwn(describerPresets, config))
    return describerPresets[config as keyof typeof describerPresets].config;
  if (existsSync(config)) return readConfigFile(config);
  const names = Object.keys(describerPresets);
  throw new UsageError(
    `--config: expected a file, or one of ${names.join(", ")}, got ${config}` +
      didYouMean(config, names),
  );
}
