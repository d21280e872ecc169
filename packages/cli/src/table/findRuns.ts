import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { hasSweep, readSweep } from "@flawlens/shards";
import { glob } from "tinyglobby";
import { runMark } from "../run/runParts.ts";
import { argumentOf } from "../sweep/argumentOf.ts";
import { runPlaceOf } from "../sweep/runFolderOf.ts";
import type { RunPlace } from "../sweep/runFolderOf.ts";
import { UsageError } from "../terminal/usageError.ts";

/** The finished runs of a sweep that differ in nothing but their seed. */
export interface TableCell extends Omit<RunPlace, "seed"> {
  /** The name of the method, which its label begins with. */
  name: string;
  /** Which description the method follows, where it has several: `reference`, `paper` or `adl`. */
  mode: string | undefined;
  /** The finished runs, by ascending seeds. */
  runs: { seed: number; folder: string }[];
}

/** The runs below a folder. */
export interface FoundRuns {
  cells: TableCell[];
  /** How many runs the list of jobs has that are not finished; 0 where there is no list. */
  missing: number;
}

/**
 * The finished runs below the folder of a sweep, also those that came there otherwise. Cells are in the order of the
 * sweep's list; those that are not in it follow by name.
 *
 * @throws {UsageError} If there is no such folder, or no finished run in it.
 */
export async function findRuns(folder: string): Promise<FoundRuns> {
  if (!existsSync(folder)) throw new UsageError(`expected the folder of a sweep, got ${folder}, which is not there`); // prettier-ignore
  const files = await glob("**/seed-*/results.json", { cwd: folder, expandDirectories: false });
  const finished = files.map((file) => dirname(file));
  const planned = await plannedFolders(folder);
  if (finished.length === 0)
    throw new UsageError(
      `expected finished runs in ${folder}, got none; flawlens sweep run ${folder} does those of its list`,
    );
  const cells = new Map<string, TableCell>();
  for (const name of finished) {
    const found = runPlaceOf(name);
    if (!found) continue;
    const { seed, ...rest } = found;
    const key = cellOf(name);
    const cell = cells.get(key) ?? { ...rest, ...(await methodOf(join(folder, name))), runs: [] };
    cell.runs.push({ seed, folder: join(folder, name) });
    cells.set(key, cell);
  }
  for (const { runs } of cells.values()) runs.sort((a, b) => a.seed - b.seed);
  const place = new Map(
    planned.toReversed().map((name, at) => [cellOf(name), planned.length - at]),
  );
  const placeOf = (key: string) => place.get(key) ?? planned.length + 1;
  const sorted = [...cells].toSorted(
    ([a, one], [b, other]) => placeOf(a) - placeOf(b) || byName(one, other),
  );
  const done = new Set(finished);
  return {
    cells: sorted.map(([, cell]) => cell),
    missing: planned.filter((name) => !done.has(name)).length,
  };
}

/** The folder of a run without its seed. */
const cellOf = (run: string): string => dirname(run);

function byName(a: TableCell, b: TableCell): number {
  const { compare } = new Intl.Collator("en", { numeric: true });
  return (
    compare(a.dataset ?? "", b.dataset ?? "") ||
    compare(a.category, b.category) ||
    compare(a.method, b.method) ||
    a.level - b.level ||
    a.shots - b.shots
  );
}

/** The folders of the runs of training that the sweep's list has, from the folder of the sweep. */
async function plannedFolders(folder: string): Promise<string[]> {
  if (!hasSweep(folder)) return [];
  const { root, jobs } = await readSweep(folder);
  const whole = resolve(folder).replaceAll("\\", "/");
  return jobs
    .filter(({ argv }) => argv[0] === "train")
    .map(({ argv }) => resolve(root, argumentOf(argv, "--out") as string).replaceAll("\\", "/"))
    .filter((path) => path.startsWith(`${whole}/`))
    .map((path) => path.slice(whole.length + 1));
}

/** The method of a run, as its `run.json` says. */
async function methodOf(folder: string): Promise<Pick<TableCell, "name" | "mode">> {
  const text = await readFile(join(folder, runMark), "utf8").catch(() => "{}");
  const { name = "", config } = JSON.parse(text) as { name?: string; config?: { mode?: string } };
  return { name, mode: config?.mode };
}
