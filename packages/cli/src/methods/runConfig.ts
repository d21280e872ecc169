import type { Method, MethodPreset } from "@flawlens/detector";
import { existsSync } from "node:fs";
import { applySettings } from "../config/applySettings.ts";
import { didYouMean } from "../config/didYouMean.ts";
import { parseConfig } from "../config/parseConfig.ts";
import { parseSetting } from "../config/parseSetting.ts";
import { readConfigFile } from "../config/readConfigFile.ts";
import { dataConfig } from "../data/dataConfig.ts";
import type { DataConfig } from "../data/dataConfig.ts";
import { UsageError } from "../terminal/usageError.ts";

/** The configuration of a run: its method's, and what of the data is used for what. */
export interface RunConfig {
  method: unknown;
  data: DataConfig;
  /** The preset it started from; `null` for a file. */
  preset: string | null;
}

/** The sources of a run's configuration; each overrides the one before. */
export interface RunConfigSources {
  /** The configuration of a run that goes on. */
  kept?: Record<string, unknown>;
  /** A preset's name or a file; default the method's first preset. */
  config?: string;
  /** Options of the command that are keys of `data`, such as `--contamination`. */
  data?: Partial<DataConfig>;
  /** `--set key=value`. */
  settings?: readonly string[];
}

/**
 * The configuration of a run: the method's defaults, over them a preset, a file or what an interrupted run was made
 * with, over these the options and settings. Keys of the data begin with `data.`.
 *
 * @throws {UsageError} With every key that there is not and every value that a key cannot have.
 */
export async function runConfig(
  method: Method,
  { kept, config, data = {}, settings = [] }: RunConfigSources,
): Promise<RunConfig> {
  const { json, preset } =
    kept && config === undefined ? { json: kept, preset: null } : await read(method, config);
  const { data: ofData, ...ofMethod } = merged(json, { data, settings });
  const help = `flawlens train --method ${method.name} --help lists the keys`;
  return {
    method: parseConfig(method.config, ofMethod, { help }),
    data: parseConfig(dataConfig, ofData, { help: `${help}; these stand under data` }),
    preset,
  };
}

/**
 * The object category that a configuration will have, before its method is known: presets name none. A `config` that
 * cannot be read as a file names none either, as it may be a preset; `runConfig` says what is wrong with it.
 *
 * @throws {UsageError} If a setting is none.
 */
export async function configuredCategory({
  config,
  data = {},
  settings = [],
}: RunConfigSources): Promise<string | undefined> {
  const json = config === undefined ? {} : await readConfigFile(config).catch(() => ({}));
  const { category } = (merged(json, { data, settings }).data ?? {}) as { category?: unknown };
  return typeof category === "string" ? category : undefined; // runConfig refuses another
}

function merged(
  json: Record<string, unknown>,
  { data, settings }: Required<Pick<RunConfigSources, "data" | "settings">>,
): Record<string, unknown> {
  const given = Object.entries(data).filter(([, value]) => value !== undefined);
  return applySettings(
    { ...json, data: { ...(json.data as object | undefined), ...Object.fromEntries(given) } },
    settings.map(parseSetting),
  );
}

/** What a run keeps of its configuration, in the form that a file of `--config` has. */
export function keptConfig({ method, data }: RunConfig): Record<string, unknown> {
  return { ...(method as Record<string, unknown>), data };
}

/** The preset that `config` names, or without it the method's first; undefined for a file. */
export function presetNamed(
  { presets = {} }: Method,
  config: string | undefined,
): (MethodPreset & { name: string }) | undefined {
  const name = config ?? Object.keys(presets)[0];
  return name !== undefined && Object.hasOwn(presets, name)
    ? { name, ...presets[name] }
    : undefined;
}

async function read(
  method: Method,
  config: string | undefined,
): Promise<{ json: Record<string, unknown>; preset: string | null }> {
  const preset = presetNamed(method, config);
  if (preset) return { json: preset.config, preset: preset.name };
  if (config === undefined) return { json: {}, preset: null };
  if (existsSync(config)) return { json: await readConfigFile(config), preset: null };
  const names = Object.keys(method.presets ?? {});
  throw new UsageError(
    `--config: expected a file, or a preset of ${method.name} (${names.join(", ") || "it has none"}), got ${config}` +
      didYouMean(config, names),
  );
}
