import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../terminal/usageError.ts";

/**
 * The file that an option names: as it is, or by the folder of the run that wrote it.
 *
 * @param option - How the user knows it, such as `--model`.
 * @param name - What a run calls such a file, such as `detector.onnx`.
 * @throws {UsageError} If there is none.
 */
export function fileOfRun(path: string, option: string, name: string): string {
  if (!existsSync(path))
    throw new UsageError(
      `${option}: expected a ${name} or the folder of a run, got ${path}, which is not there`,
    );
  if (!statSync(path).isDirectory()) return path;
  const file = join(path, name);
  if (existsSync(file)) return file;
  throw new UsageError(
    `${option}: expected a ${name} in ${path}, got none; a run writes it at its end`,
  );
}
