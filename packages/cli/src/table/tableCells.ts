import { basename, join } from "node:path";
import { describeConfig } from "../config/describeConfig.ts";
import { loadMethod } from "../methods/loadMethod.ts";
import { runConfig } from "../methods/runConfig.ts";
import { fileNameOf } from "../output/fileNameOf.ts";
import { UsageError } from "../terminal/usageError.ts";

/** A method of a table, as it is trained. */
export interface TableMethod {
  /** What `train --method` takes. */
  name: string;
  /** A preset or a file; undefined for the method's first preset. */
  config: string | undefined;
  /** Which description the method follows, where it has several: `reference`, `paper` or `adl`. */
  mode: string | undefined;
  /** The name in tables and of folders: `adl-reference`, `adl-short-paper`, `patchcore`. */
  label: string;
}

/** One cell of a table's grid: a run for every seed. */
export interface TableCell {
  category: string;
  method: TableMethod;
  /** Fraction of the images taken as normal that are planted anomalies. */
  level: number;
  /** Known anomalies. */
  shots: number;
}

/** What a table is made of: all combinations are run. */
export interface TableGrid {
  categories: readonly string[];
  methods: readonly TableMethod[];
  levels: readonly number[];
  shotCounts: readonly number[];
}

/** All combinations, in the order of the table. */
export function tableCells({ categories, methods, levels, shotCounts }: TableGrid): TableCell[] {
  return categories.flatMap((category) =>
    methods.flatMap((method) =>
      levels.flatMap((level) => shotCounts.map((shots) => ({ category, method, level, shots }))),
    ),
  );
}

/** The folder of one run of a cell. */
export function cellFolder(
  out: string,
  { category, method, level, shots }: TableCell,
  seed: number,
): string {
  const parts = [`contamination-${level}`, `shots-${shots}`, `seed-${seed}`];
  return join(out, fileNameOf(category), method.label, ...parts);
}

/**
 * The methods that a table names, each as often as it has modes.
 *
 * @param named - Each `NAME` or `NAME:CONFIG`.
 * @param modes - Modes to run of methods that have some; none for the one of the configuration.
 * @throws {UsageError} If there is no such method, preset or mode, or the method cannot be trained on images taken as
 *   normal.
 */
export async function tableMethods(
  named: readonly string[],
  { modes, settings }: { modes: readonly string[]; settings: readonly string[] },
): Promise<TableMethod[]> {
  const all: TableMethod[] = [];
  for (const text of named) {
    const at = text.indexOf(":");
    const [name, config] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
    const { method } = await loadMethod(name);
    if (method.needs.anomalies === "each type")
      throw new UsageError(
        `--methods: expected methods that train on images taken as normal, got ${name}, which needs anomalies of each type`,
      );
    const hasModes = describeConfig(method.config).some(({ key }) => key === "mode");
    for (const mode of hasModes && modes.length > 0 ? modes : [undefined]) {
      const given = mode === undefined ? settings : [`mode=${mode}`, ...settings];
      const { method: read } = await runConfig(method, { config, settings: given });
      const followed = hasModes ? (read as { mode: string }).mode : undefined;
      const label = [method.name, config && basename(config, ".json"), followed];
      all.push({ name, config, mode: followed, label: label.filter(Boolean).join("-") });
    }
  }
  return all;
}
