import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { fileNameOf } from "../output/fileNameOf.ts";

/** A piece of a command line: a word, or a path, which is kept from the sweep's root. */
export type Argument = string | { path: string };

/** A job before its sweep's root is known. */
export interface PlannedJob {
  id: string;
  hash: string;
  group: string;
  argv: readonly Argument[];
}

/** A path that a user gave, as an argument; what lies elsewhere than in a file system stays as it is. */
export function pathArgument(path: string): Argument {
  return isRemote(path) ? path : { path: resolve(path) };
}

/** Whether data lie on a server, not in a folder. */
export function isRemote(path: string): boolean {
  return /^[a-z][a-z\d+.-]+:\/\//i.test(path);
}

/** An option with its value, or nothing where there is no value. */
export function option(name: string, value: Argument | number | undefined): Argument[] {
  if (value === undefined) return [];
  return [name, typeof value === "number" ? String(value) : value];
}

/** The name of a job by what it writes: `bottle_padim_contamination-0.1_shots-10_seed-1`. */
export const jobId = (folder: string): string => fileNameOf(folder);

/** SHA-256 of everything that decides a job's result. */
export function jobHash(decides: unknown): string {
  return createHash("sha256").update(JSON.stringify(decides)).digest("hex");
}
