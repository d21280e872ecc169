import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../terminal/usageError.ts";

/**
 * The detector file that an option names: a file, or the folder of a run that has one.
 *
 * @param option - How the user knows it, such as `--model`.
 * @throws {UsageError} If there is none.
 */
export function detectorFile(path: string, option: string): string {
  if (!existsSync(path))
    throw new UsageError(
      `${option}: expected a detector.onnx or the folder of a run, got ${path}, which is not there`,
    );
  if (!statSync(path).isDirectory()) return path;
  const file = join(path, "detector.onnx");
  if (existsSync(file)) return file;
  throw new UsageError(
    `${option}: expected a detector.onnx in ${path}, got none; a run writes it at its end`,
  );
}
