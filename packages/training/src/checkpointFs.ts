import * as nodeFs from "node:fs/promises";

/** The part of a file system that checkpoints need: these functions of `node:fs/promises`. */
export type CheckpointFs = Pick<
  typeof nodeFs,
  "mkdir" | "open" | "readFile" | "rename" | "rm" | "statfs"
>;

/** The files of one checkpoint: the newest, the one being written, and the previous one. */
export function checkpointFiles(file: string) {
  return { newest: file, partial: `${file}.partial`, previous: `${file}.previous` };
}
