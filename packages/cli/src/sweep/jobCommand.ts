import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import type { Job, JobCommand } from "@flawlens/shards";
import { hasBegun } from "../run/runFolder.ts";
import { argumentOf } from "./argumentOf.ts";

/**
 * The process that does a job: this command, once more. A training that has begun is resumed.
 *
 * @param root - The folder that the job's paths begin in.
 * @param threads - The threads that it may take.
 */
export function jobCommand({ argv }: Job, root: string, threads: number): JobCommand {
  const out = argumentOf(argv, "--out") as string;
  const resume = argv[0] === "train" && hasBegun(resolve(root, out));
  const main = fileURLToPath(new URL("../main.js", import.meta.url));
  return {
    file: process.execPath,
    args: [main, "--quiet", ...argv, ...(resume ? ["--resume"] : [])],
    env: { FLAWLENS_THREADS: process.env.FLAWLENS_THREADS ?? String(threads), FLAWLENS_QUEUE: "" },
  };
}
