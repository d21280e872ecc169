import type * as nodeFs from "node:fs/promises";

/** The part of a file system that checkpoints need: these functions of `node:fs/promises`. */
export type CheckpointFs = Pick<
  typeof nodeFs,
  "mkdir" | "open" | "readFile" | "rename" | "rm" | "statfs"
>;
