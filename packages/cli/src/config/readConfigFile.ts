import { UsageError } from "../terminal/usageError.ts";
import { readTextFile } from "./readTextFile.ts";

/**
 * The object in a JSON file.
 *
 * @throws {UsageError} If it cannot be read, is not JSON or no object; the message names the file.
 */
export async function readConfigFile(file: string): Promise<Record<string, unknown>> {
  const text = await readTextFile(file).catch((cause: Error) => {
    throw new UsageError(`--config: expected a file of JSON at ${file}, got ${cause.message}`, {
      cause,
    });
  });
  const json = parse(file, text);
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new UsageError(
      `--config: expected an object, { "key": value, ... }, in ${file}, got ${JSON.stringify(json).slice(0, 40)}`,
    );
  return json as Record<string, unknown>;
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new UsageError(`--config: expected JSON in ${file}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
