import { fileOfRun } from "../run/fileOfRun.ts";
import { UsageError } from "../terminal/usageError.ts";

/**
 * The names and files of `--model NAME=FILE`. What has no name is called `detector`.
 *
 * @throws {UsageError} If a file is not there, or two have one name.
 */
export function modelFiles(values: readonly string[]): { name: string; file: string }[] {
  const models = values.map((value) => {
    const [, name = "detector", path] = /^(?:([\w.-]+)=)?(.*)$/s.exec(value)!;
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
