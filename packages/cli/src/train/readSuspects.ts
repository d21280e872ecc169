import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readManifest } from "@flawlens/datasets";
import { z } from "zod";
import { runDataOf } from "../data/runData.ts";

const schema = z.array(
  z.object({
    by: z.string(),
    ranking: z.array(z.object({ id: z.string(), weight: z.number() })),
  }),
);

/** What a run says of its training images. */
export interface RunSuspects {
  /** The least trusted first; the first ranking is the usual one. */
  rankings: z.infer<typeof schema>;
  /** Ids of images that were planted among the normal ones. */
  planted: string[];
}

/** Reads `suspects.json` of a run, and from its manifest what was planted. */
export async function readSuspects(out: string): Promise<RunSuspects> {
  const file = join(out, "suspects.json");
  if (!existsSync(file))
    throw new Error(
      `expected a finished run in ${out} of a method that ranks its training images, as adl and patchcore do, got no ${file}`,
    );
  const parsed = schema.safeParse(JSON.parse(await readFile(file, "utf8")));
  if (!parsed.success)
    throw new Error(
      `expected ${file} as flawlens train wrote it, got something else; train again with --overwrite`,
      { cause: parsed.error },
    );
  const allowOutside = true; // only ids are read
  const manifest = await readManifest(join(out, "manifest.json"), { allowOutside });
  const { planted } = runDataOf(manifest);
  return { rankings: parsed.data, planted };
}
