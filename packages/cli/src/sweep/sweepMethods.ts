import { basename } from "node:path";
import { describeConfig } from "../config/describeConfig.ts";
import { didYouMean } from "../config/didYouMean.ts";
import { loadMethod } from "../methods/loadMethod.ts";
import type { LoadedMethod } from "../methods/loadMethod.ts";
import { runConfig } from "../methods/runConfig.ts";
import { UsageError } from "../terminal/usageError.ts";
import type { TrainGrid } from "./gridSchema.ts";

/** A method of a sweep, as it is trained. */
export interface SweepMethod {
  /** What `train --method` takes. */
  name: string;
  /** A preset or a file; undefined for the method's first preset. */
  config: string | undefined;
  /** Each `key=value`. */
  settings: readonly string[];
  /** The name in tables and of folders: `adl-reference`, `adl-short-paper`, `patchcore`. */
  label: string;
  loaded: LoadedMethod;
}

/**
 * The methods of a grid, each as often as it has modes.
 *
 * @throws {UsageError} If there is no such method, preset, mode or setting, the method cannot be trained on images taken
 *   as normal, or settings are for a method that the grid does not have.
 */
export async function sweepMethods(grid: TrainGrid): Promise<SweepMethod[]> {
  refuseUnknown(grid);
  const all: SweepMethod[] = [];
  for (const text of grid.methods) {
    const at = text.indexOf(":");
    const [name, config] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
    const loaded = await loadMethod(name);
    const { method } = loaded;
    if (method.needs.anomalies === "each type")
      throw new UsageError(
        `methods: expected methods that train on images taken as normal, got ${name}, which needs anomalies of each type`,
      );
    const own = settingsOf({ ...grid.settings, ...grid.settingsOf[text] });
    const modes = describeConfig(method.config).some(({ key }) => key === "mode");
    for (const mode of modes ? (grid.modes ?? [undefined]) : [undefined]) {
      const settings = mode === undefined ? own : [`mode=${mode}`, ...own];
      const { method: read } = await runConfig(method, { config, settings });
      const followed = modes ? (read as { mode: string }).mode : undefined;
      const label = [method.name, config && basename(config, ".json"), followed];
      all.push({ name, config, settings, label: label.filter(Boolean).join("-"), loaded });
    }
  }
  return all;
}

function refuseUnknown({ methods, settingsOf: given }: TrainGrid): void {
  for (const name of Object.keys(given)) {
    if (methods.includes(name)) continue;
    throw new UsageError(
      `settingsOf: expected one of the methods, ${methods.join(", ")}, got ${name}` +
        didYouMean(name, methods),
    );
  }
}

function settingsOf(values: Record<string, unknown>): string[] {
  return Object.entries(values).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
}
