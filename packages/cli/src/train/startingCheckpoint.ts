import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { readManifest } from "@flawlens/datasets";
import type { RunData } from "../data/runData.ts";
import { checkpointIn, hasCheckpoint } from "../run/runFolder.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { UsageError } from "../terminal/usageError.ts";

/**
 * The checkpoint that `--from` means: of a run's folder its own, of a detector file the one of the training that
 * made it. An exported file itself is not enough, because its batch normalisations are folded into its weights.
 *
 * @throws {UsageError} If there is nothing, or no checkpoint beside it.
 */
export function startingCheckpoint(from: string): string {
  if (!existsSync(from))
    throw new UsageError(
      `--from: expected a run's folder, its detector.onnx or a checkpoint, got ${from}, which is not there`,
    );
  const folder = statSync(from).isDirectory() ? from : folderOf(from);
  if (folder === null) return from;
  if (hasCheckpoint(folder)) return checkpointIn(folder);
  throw new UsageError(
    `--from: expected a checkpoint in ${join(folder, "checkpoints")}, beside ${from}, got none: training starts from ` +
      `a checkpoint, as an exported detector has its batch normalisations folded; PatchCore and PaDiM keep none`,
  );
}

/** The folder of the training that made a detector file; `null` for any other file. */
function folderOf(file: string): string | null {
  if (!/\.onnx$/i.test(file)) return null;
  const refit = join(dirname(file), "refit");
  return basename(file) === "detector.onnx" && hasCheckpoint(refit) ? refit : dirname(file);
}

/** Says how many test images the run that this one starts from was trained on. */
export async function noteSeenTestImages(
  terminal: Pick<Terminal, "note">,
  checkpoint: string,
  { manifest, test }: RunData,
): Promise<void> {
  const folder = dirname(dirname(checkpoint));
  const refit = basename(folder) === "refit";
  const file = join(refit ? dirname(folder) : folder, "manifest.json");
  if (!existsSync(file)) return;
  const other = await readManifest(file, { allowOutside: true }); // its paths are compared, no file is read
  const trained = other.samples.filter(
    ({ split }) => split === "train" || (refit && split === "test"),
  );
  const known = new Set(trained.map(({ image }) => resolve(other.root, image)));
  const seen = test.filter(({ image }) => known.has(resolve(manifest.root, image))).length;
  if (seen > 0)
    terminal.note(
      `${seen} of the ${test.length} test images were trained on by the run that this one starts from: its scores ` +
        `will look better than they are`,
    );
}
