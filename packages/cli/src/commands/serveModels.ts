import type { LookAt } from "@flawlens/inference";
import { readLookAt } from "../predict/readLookAt.ts";
import { fileOfRun } from "../run/fileOfRun.ts";
import { UsageError } from "../terminal/usageError.ts";

/**
 * The names and files of `--model NAME=FILE`. What has no name is called `detector`.
 *
 * @throws {UsageError} If a file is not there, or two have one name.
 */
export function modelFiles(values: readonly string[]): { name: string; file: string }[] {
  const models = values.map((value) => {
    const { name, path } = named(value);
    return { name, file: fileOfRun(path, "--model", "detector.onnx") };
  });
  const names = models.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new UsageError(
      `--model: expected names that differ, got ${twice} twice; give NAME=FILE for each`,
    );
  return models;
}

/**
 * Where each model is to look, by `--look-at NAME=FILE`.
 *
 * @throws {UsageError} If there is no such model, it has two such files, or one cannot be read as where to look.
 */
export async function looksByModel(
  values: readonly string[],
  models: readonly string[],
): Promise<Record<string, LookAt>> {
  const looks: Record<string, LookAt> = {};
  for (const value of values) {
    const { name, path } = named(value);
    if (!models.includes(name) || Object.hasOwn(looks, name))
      throw new UsageError(
        `--look-at: expected NAME=FILE, once for a model among ${models.join(", ")}, got ${value}`,
      );
    looks[name] = await readLookAt(path);
  }
  return looks;
}

function named(value: string): { name: string; path: string } {
  const [, name = "detector", path] = /^(?:([\w.-]+)=)?(.*)$/s.exec(value)!;
  return { name, path };
}
