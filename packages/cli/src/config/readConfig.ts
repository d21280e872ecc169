import type { z } from "zod";
import { applySettings } from "./applySettings.ts";
import { parseConfig } from "./parseConfig.ts";
import { parseSetting } from "./parseSetting.ts";
import { readConfigFile } from "./readConfigFile.ts";

/** Where a configuration comes from. */
export interface ConfigSources {
  /** The file of `--config`. */
  file?: string;
  /** What `--set` was given, in order: `["steps=100", "head.widths=[64]"]`. */
  settings?: readonly string[];
  /** Said at the end of an error: where the keys are listed. */
  help?: string;
}

/**
 * The configuration of a run: the schema's defaults, over them the file, over it the settings.
 *
 * @throws {UsageError} As `readConfigFile`, `parseSetting` and `parseConfig`.
 */
export async function readConfig<Schema extends z.ZodType>(
  schema: Schema,
  { file, settings = [], help }: ConfigSources,
): Promise<z.output<Schema>> {
  const given = file === undefined ? {} : await readConfigFile(file);
  return parseConfig(schema, applySettings(given, settings.map(parseSetting)), { help });
}
