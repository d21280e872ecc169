import type { z } from "zod";
import { UsageError } from "../terminal/usageError.ts";
import { type ConfigKey, describeConfig } from "./describeConfig.ts";
import { didYouMean } from "./didYouMean.ts";

/** How zod tells of something wrong. */
type Issue = z.core.$ZodIssue;

/**
 * A configuration with everything that was left out.
 *
 * @param schema - The schema of a method's configuration; the objects in it are strict, so that a misspelt key is an error.
 * @param json - What was given.
 * @param options.help - Said at the end of an error: where the keys are listed.
 * @throws {UsageError} With everything that is wrong: each key that there is not and those it could
 *   be, each value that a key cannot have and what it can.
 */
export function parseConfig<Schema extends z.ZodType>(
  schema: Schema,
  json: unknown,
  { help }: { help?: string } = {},
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(json);
  if (success) return data;
  const keys = describeConfig(schema);
  const wrong = error.issues.flatMap((issue) => wordsOf(issue, [], json, keys));
  const way = help ? `\n${help}` : "";
  throw new UsageError(`expected another configuration:\n  ${wrong.join("\n  ")}${way}`);
}

/** @param outer - Where the value lies whose issue it is: alternatives of a union tell paths from there. */
function wordsOf(
  issue: Issue,
  outer: readonly PropertyKey[],
  json: unknown,
  keys: readonly ConfigKey[],
): string[] {
  const path = [...outer, ...issue.path];
  const value = valueAt(json, path);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((name) => unknownKey([...path, name].join("."), json, keys));
  if (issue.code === "invalid_union" && typeof value === "object" && value !== null) {
    // The alternative with the fewest mistakes is the one that was meant.
    const [nearest] = issue.errors.toSorted((a, b) => a.length - b.length);
    if (nearest) return nearest.flatMap((inside) => wordsOf(inside, path, json, keys));
  }
  const name = path.join(".");
  if (issue.code === "custom") return [name ? `${name}: ${issue.message}` : issue.message];
  // An item of a list is no key of its own: its list is named.
  const known = keys.findLast(
    ({ key, when }) => `${name}.`.startsWith(`${key}.`) && holds(when, json),
  );
  if (!known) return [`expected an object, { "key": value, ... }, got ${gist(json)}`];
  const got = gist(valueAt(json, known.key.split(".")));
  return [`${known.key}: expected ${expectationOf(known)}, got ${got}`];
}

function gist(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80);
}

function unknownKey(key: string, json: unknown, keys: readonly ConfigKey[]): string {
  const here = keys.filter(({ when }) => holds(when, json));
  const elsewhere = keys.find((other) => other.key === key && !here.includes(other));
  if (elsewhere) return `${key}: exists only where ${elsewhere.when}`;
  const known = new Set(here.map((other) => other.key));
  return `${key}: there is no such key${didYouMean(key, [...known])}`;
}

/** Whether what a key asks for (`encoder.network is "small"`) is so; also where it is left to the default. */
function holds(when: string, json: unknown): boolean {
  return when.split(" and ").every((condition) => {
    const [key, values] = condition.split(" is ");
    const value = key && valueAt(json, key.split("."));
    return (
      value === "" || value === undefined || values.split(" or ").includes(JSON.stringify(value))
    );
  });
}

function expectationOf({ type, range }: ConfigKey): string {
  return range ? `${type} (${range})` : type;
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (at as Record<PropertyKey, unknown> | null)?.[name],
    json,
  );
}
