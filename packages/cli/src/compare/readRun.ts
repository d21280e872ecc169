import { existsSync, statSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { readResults } from "@flawlens/report";
import type { Results } from "@flawlens/report";
import { shortPath } from "../terminal/shortPath.ts";
import { UsageError } from "../terminal/usageError.ts";
import { measureSpeed } from "./measureSpeed.ts";

/** A finished run, as far as it is compared. */
export interface ComparedRun {
  /** The path that was given, shortened. */
  name: string;
  results: Results;
  /** Size of detector.onnx; null where there is none. */
  bytes: number | null;
  /** Scoring one image alone, measured now; null where there is no detector, or it was not asked for. */
  millisecondsPerImage: number | null;
}

/**
 * Reads a run: the folder of a training or evaluation, or its `results.json`.
 *
 * @param options.speed - Whether to measure how fast its detector is on this machine; a few seconds.
 * @throws {UsageError} If there is no `results.json`, or it is a region describer's.
 * @throws {Error} As `readResults` and `loadDetector`.
 */
export async function readRun(path: string, { speed }: { speed: boolean }): Promise<ComparedRun> {
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  const file = isFolder ? join(path, "results.json") : path;
  if (!existsSync(file))
    throw new UsageError(
      `expected a finished run, got ${path}, ${isFolder ? "which has no results.json" : "which is not there"}`,
    );
  if (await isOfDescriber(file))
    throw new UsageError(
      `expected the results of a detector, got ${file}, which a region describer's run wrote; ` +
        `the report.html beside it shows its accuracies`,
    );
  const results = await readResults(file);
  const detector = join(isFolder ? path : join(path, ".."), "detector.onnx");
  const bytes = await stat(detector).then(
    ({ size }) => size,
    () => null,
  );
  const measured = speed && bytes !== null ? await measureSpeed(detector) : null;
  return { name: shortPath(path), results, bytes, millisecondsPerImage: measured };
}

/** Whether a file holds the accuracies of descriptions. What is wrong with another one, `readResults` says. */
async function isOfDescriber(file: string): Promise<boolean> {
  const text = await readFile(file, "utf8");
  try {
    const value = JSON.parse(text) as { candidates?: unknown; accuracy?: unknown } | null;
    return typeof value?.candidates === "number" && value.accuracy !== undefined;
  } catch {
    return false;
  }
}
