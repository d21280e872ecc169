import { readFile } from "node:fs/promises";
import { z } from "zod";

/** Reads a configuration file; every error names it. */
export async function readConfigFile<T>(file: string, parse: (json: unknown) => T): Promise<T> {
  const text = await readFile(file, "utf8").catch((cause: Error) => {
    throw new Error(`expected a configuration at ${file}, got ${cause.message}`, { cause });
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error(`expected JSON in ${file}: ${(cause as Error).message}`, { cause });
  }
  try {
    return parse(json);
  } catch (cause) {
    throw new RangeError(`${file}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * A configuration with everything that was left out.
 *
 * @param note - Said after the list of keys, where one is not known.
 * @throws {RangeError} With every key that is unknown or has a value it cannot have.
 */
export function parseBy<Schema extends z.ZodObject>(
  schema: Schema,
  json: unknown,
  note = "",
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(json);
  if (success) return data;
  const unknown = error.issues.some(({ code }) => code === "unrecognized_keys");
  const keys = unknown ? `\nkeys are ${Object.keys(schema.shape).join(", ")}${note}` : "";
  throw new RangeError(`expected a configuration, got\n${z.prettifyError(error)}${keys}`);
}
