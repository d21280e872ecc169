import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { markDone } from "@flawlens/shards";
import type { Job } from "@flawlens/shards";
import { readResults } from "@flawlens/report";
import { loadMethod } from "../methods/loadMethod.ts";
import { keptConfig, runConfig } from "../methods/runConfig.ts";
import { runMark } from "../run/runParts.ts";
import { argumentOf } from "./argumentOf.ts";

/**
 * Counts a finished run in a job's folder as that job where its method, configuration and seed are the job's: one that
 * `flawlens train` left there, or whose process was killed after its results were written.
 *
 * @param folder - The folder of the sweep.
 * @param out - The folder of the run.
 * @returns Whether it did.
 */
export async function adoptRun(folder: string, job: Job, out: string): Promise<boolean> {
  if (!existsSync(join(out, "results.json"))) return false;
  const mark = join(out, runMark);
  const text = await readFile(mark, "utf8").catch(() => "{}");
  const run = JSON.parse(text) as { name?: string; config?: unknown; seed?: number };
  if (run.seed !== Number(argumentOf(job.argv, "--seed")) || !(await isConfiguredBy(run, job)))
    return false;
  const { seconds, peakMemory } = await readResults(join(out, "results.json"));
  await markDone(folder, job, {
    seconds: (seconds.train ?? 0) + seconds.evaluate,
    peakBytes: peakMemory,
  });
  return true;
}

/** Files of methods and configurations are not looked up: such runs are done again, which changes nothing. */
async function isConfiguredBy(
  { name, config }: { name?: string; config?: unknown },
  job: Job,
): Promise<boolean> {
  const method = argumentOf(job.argv, "--method");
  const preset = argumentOf(job.argv, "--config");
  if (method !== name || preset?.startsWith("./")) return false;
  const data = {
    contamination: Number(argumentOf(job.argv, "--contamination")),
    shots: Number(argumentOf(job.argv, "--shots")),
    ...(job.argv.includes("--category") && { category: argumentOf(job.argv, "--category") }),
  };
  const settings = job.argv.filter((_, at) => job.argv[at - 1] === "--set");
  const loaded = await loadMethod(method as string);
  const own = keptConfig(await runConfig(loaded.method, { config: preset, settings, data }));
  return isDeepStrictEqual(JSON.parse(JSON.stringify(own)), config);
}
