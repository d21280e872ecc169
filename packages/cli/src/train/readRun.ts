import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { runMark } from "../run/runParts.ts";

const schema = z.object({
  /** What `--method` takes: a name, a file, or a package. */
  method: z.string(),
  /** The method's own name. */
  name: z.string(),
  title: z.string(),
  config: z.record(z.string(), z.unknown()),
  seed: z.number().int(),
  refit: z.boolean(),
  /** The checkpoint that it started from, its weights and its textures, where some were named. */
  from: z.string().optional(),
  weights: z.string().optional(),
  textures: z.string().optional(),
});

/** What a run says of itself: how it began. */
export type RunFile = z.infer<typeof schema>;

/** @throws {Error} If the folder's `run.json` cannot be read or is not a run's. */
export async function readRun(out: string): Promise<RunFile> {
  const file = join(out, runMark);
  const text = await readFile(file, "utf8").catch((cause: Error) => {
    throw new Error(`expected a run in ${out}, got ${cause.message}`, { cause });
  });
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(
      `expected ${file} as flawlens train wrote it, got something else; begin the run again with --overwrite, or choose another --out`,
      { cause },
    );
  }
}
