import * as nodeFs from "node:fs/promises";

/** What checkpoints need of a file system: these functions of `node:fs/promises`. */
export type CheckpointFs = Pick<
  typeof nodeFs,
  "mkdir" | "open" | "readFile" | "rename" | "rm" | "statfs"
>;

/** The files of one checkpoint: the newest, one being written, and the one before. */
export function checkpointFiles(file: string) {
  return { newest: file, partial: `${file}.partial`, previous: `${file}.previous` };
}
