import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { writeWhole } from "@flawlens/files";
import { z } from "zod";
import { jobSchema } from "./job.ts";
import type { Job } from "./job.ts";

const sweepSchema = z.strictObject({
  format: z.literal(1),
  root: z.string(),
  jobs: z.array(jobSchema),
});

/** A list of jobs, and where it lies. */
export interface Sweep {
  /** The folder of `sweep.json`, whole. */
  folder: string;
  /** The folder where the paths of the jobs begin, whole; it holds everything that the jobs read and write. */
  root: string;
  jobs: readonly Job[];
}

const fileIn = (folder: string): string => join(folder, "sweep.json");

/** Whether a folder holds a list of jobs. */
export function hasSweep(folder: string): boolean {
  return existsSync(fileIn(folder));
}

/**
 * Writes a list of jobs as `sweep.json`. It keeps its root as a path from its own folder, so that a root that is moved,
 * or seen from another machine under another name, needs no change.
 *
 * @throws {RangeError} If the folder does not lie inside the root, or two jobs have one id.
 */
export async function writeSweep({ folder, root, jobs }: Sweep): Promise<void> {
  const inside = relative(root, folder);
  if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw new RangeError(
      `writeSweep: expected a folder inside of the root ${root}, got ${folder}; name another root`,
    );
  const ids = new Set<string>();
  for (const { id } of jobs) {
    // Some file systems do not tell capital letters from small ones.
    if (ids.has(id.toLowerCase()))
      throw new RangeError(`writeSweep: expected one job of each id, got two of ${id}`);
    ids.add(id.toLowerCase());
  }
  const up = relative(folder, root).split(sep).join("/") || ".";
  const list = jobs.map((job) => JSON.stringify(jobSchema.parse(job)));
  const text = `{\n"format": 1,\n"root": ${JSON.stringify(up)},\n"jobs": [\n${list.join(",\n")}\n]\n}\n`;
  await writeWhole(fileIn(folder), text);
}

/**
 * Reads the list of jobs of a folder.
 *
 * @throws {Error} If there is none, or it is damaged.
 */
export async function readSweep(folder: string): Promise<Sweep> {
  const file = fileIn(folder);
  const plan = "flawlens sweep plan GRID --out DIR writes one";
  if (!hasSweep(folder))
    throw new Error(`readSweep: expected a list of jobs, got no ${file}; ${plan}`);
  try {
    const { root, jobs } = sweepSchema.parse(JSON.parse(await readFile(file, "utf8")));
    return { folder: resolve(folder), root: resolve(folder, root), jobs };
  } catch (cause) {
    throw new Error(`readSweep: expected a whole list of jobs in ${file}; ${plan}`, { cause });
  }
}
