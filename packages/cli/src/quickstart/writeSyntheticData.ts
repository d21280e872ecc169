import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { synthesize } from "@flawlens/datasets";
import type { SynthesizeOptions } from "@flawlens/datasets";
import { duration } from "../terminal/duration.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Size and number of artificial images. */
export type SyntheticOptions = Omit<SynthesizeOptions, "seed">;

/**
 * Writes the artificial data set, over an earlier one in the same folder.
 *
 * @throws {Error} If there is something else in the folder.
 */
export async function writeSyntheticData(
  terminal: Pick<Terminal, "tell">,
  folder: string,
  options: SynthesizeOptions,
): Promise<void> {
  await checkFolder(folder);
  terminal.tell(
    "making a data set of artificial images: five kinds of parts, five types of defects",
  );
  const start = performance.now();
  const { samples } = await synthesize(folder, options);
  const took = duration((performance.now() - start) / 1000);
  terminal.tell(`${folder}: ${samples.length} images, made in ${took}`);
}

const parts = new Set(["images", "masks", "manifest.json"]);

async function checkFolder(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const other = (await readdir(folder)).find((name) => !parts.has(name));
  const own = other === undefined && (await isSynthetic(join(folder, "manifest.json")));
  if (!own)
    throw new Error(
      `quickstart: expected no other data set where the artificial images are written, got ${folder} with ` +
        `${other ?? "manifest.json"}; choose another --out`,
    );
}

/** Whether a manifest was written by `synthesize`; also where it is not there yet. */
async function isSynthetic(file: string): Promise<boolean> {
  if (!existsSync(file)) return true;
  const { provenance } = JSON.parse(await readFile(file, "utf8")) as {
    provenance?: { function?: string };
  };
  return provenance?.function === "synthesize";
}
