import * as nodeFs from "node:fs/promises";
import { decodeCheckpoint } from "./_checkpointBytes.ts";
import { checkpointFiles } from "./_checkpointFiles.ts";
import { architectureDifferences } from "./_architectureDifferences.ts";
import { configDifferences } from "./_configDifferences.ts";
import type { Checkpoint, LoadedCheckpoint } from "./checkpoint.ts";
import type { CheckpointFs } from "./checkpointFs.ts";
import { NoCheckpointError } from "./noCheckpointError.ts";

/** What a checkpoint must agree with. */
export interface LoadCheckpointOptions {
  /** The model's parameters (tensors, or anything with a shape): names and shapes must be the same. */
  params?: Record<string, { shape: readonly number[] }>;
  /** The configuration of the run as plain JSON. If it is given, it must be the same. */
  config?: unknown;
  /** The file system; default Node's. */
  fs?: CheckpointFs;
}

/**
 * Reads a checkpoint of `saveCheckpoint`. A truncated or damaged file is detected by its checksum, and
 * the previous one is used; `recovered` then says why.
 *
 * @throws {NoCheckpointError} If no checkpoint is whole. The message tells what is wrong with each file.
 * @throws {RangeError} If it has another architecture or configuration. The message lists the differences.
 *
 * @example
 * const resume = await loadCheckpoint("out/checkpoint.safetensors", { params });
 * for await (const event of fit({ params, resume, ...run })) report(event);
 */
export async function loadCheckpoint(
  file: string,
  { params, config, fs = nodeFs }: LoadCheckpointOptions = {},
): Promise<LoadedCheckpoint> {
  const checkpoint = await newestWhole(file, fs);
  if (params)
    refuse(checkpoint.file, "architecture", architectureDifferences(params, checkpoint.params));
  if (config !== undefined)
    refuse(checkpoint.file, "configuration", configDifferences(config, checkpoint.config));
  return checkpoint;
}

/** A kill between the two renames of a save leaves no newest file, and a whole `.partial` one. */
async function newestWhole(file: string, fs: CheckpointFs): Promise<LoadedCheckpoint> {
  const { newest, partial, previous } = checkpointFiles(file);
  const failures: string[] = [];
  for (const candidate of [newest, partial, previous]) {
    const result = await read(candidate, fs);
    if (typeof result === "string") {
      failures.push(`${candidate}: ${result}`);
      continue;
    }
    const recovered =
      candidate === newest
        ? null
        : `${failures[0]}; went back to ${candidate}, step ${result.step}`;
    return { ...result, file: candidate, recovered };
  }
  throw new NoCheckpointError(file, failures);
}

/** The checkpoint in a file, or what is wrong with it. */
async function read(file: string, fs: CheckpointFs): Promise<Checkpoint | string> {
  try {
    const { buffer, byteOffset, byteLength } = await fs.readFile(file);
    return decodeCheckpoint(new Uint8Array(buffer, byteOffset, byteLength)); // a Buffer slices without copying
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? "there is no such file" : message;
  }
}

function refuse(file: string, what: string, differences: string[]): void {
  if (differences.length > 0)
    throw new RangeError(
      `loadCheckpoint: expected the ${what} of this run in ${file}, got another:\n  ${differences.join("\n  ")}\n` +
        "resume with what the checkpoint was made with, or begin in another folder",
    );
}
