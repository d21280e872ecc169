import { pixelScoreNames, scoreNames, type Results } from "./results.ts";

/**
 * Reads `results.json`: checks that a value has the shape of {@link Results} and returns it.
 *
 * Keys that are not part of the schema are kept and not looked at, so that files of a later
 * version can be read as far as they agree.
 *
 * @param json - The text of the file, or the value already parsed.
 * @throws {SyntaxError} If a text is not JSON.
 * @throws {TypeError} If a value is missing or of another kind; the message names its path,
 *   as in `types.scratch.aupro`.
 * @throws {RangeError} If a number is out of its range; likewise.
 *
 * @example
 * parseResults(await readFile("out/quickstart/results.json", "utf8")).macro.imageAuroc; // => 0.97
 */
export function parseResults(json: unknown): Results {
  const results = object(typeof json === "string" ? parseText(json) : json, "");

  string(results.method, "method");
  const engine = object(results.engine, "engine");
  string(engine.name, "engine.name");
  string(engine.provider, "engine.provider");
  count(engine.threads, "engine.threads");
  number(results.seed, "seed");

  const dataset = object(results.dataset, "dataset");
  string(dataset.name, "dataset.name");
  string(dataset.hash, "dataset.hash");
  for (const split of ["train", "validation", "test"]) count(dataset[split], `dataset.${split}`);

  scores(results.macro, "macro");
  scores(results.any, "any");
  for (const [type, value] of entries(results.types, "types")) {
    const row = scores(value, `types.${type}`);
    count(row.support, `types.${type}.support`);
    if (row.threshold !== null) number(row.threshold, `types.${type}.threshold`, " or null");
  }
  if (results.decisions !== undefined) {
    const decisions = object(results.decisions, "decisions");
    for (const name of ["found", "positives", "falseAlarms", "negatives"])
      count(decisions[name], `decisions.${name}`);
    if (decisions.expectedFalseAlarmFraction !== undefined)
      fraction(decisions.expectedFalseAlarmFraction, "decisions.expectedFalseAlarmFraction");
  }
  if (results.categories !== undefined)
    for (const [category, value] of entries(results.categories, "categories"))
      scores(value, `categories.${category}`);

  array(results.undefinedTypes, "undefinedTypes").forEach((reason, i) =>
    string(reason, `undefinedTypes[${i}]`),
  );

  fraction(results.meanImagePixelAuroc, "meanImagePixelAuroc");
  array(results.leftOut, "leftOut").forEach((value, i) => {
    const group = object(value, `leftOut[${i}]`);
    string(group.unknown, `leftOut[${i}].unknown`);
    count(group.images, `leftOut[${i}].images`);
    for (const key of ["scores", "ids"])
      array(group[key], `leftOut[${i}].${key}`).forEach((name, k) =>
        string(name, `leftOut[${i}].${key}[${k}]`),
      );
  });

  if (results.pixels !== null) pixelRanking(results.pixels);

  const seconds = object(results.seconds, "seconds");
  nonNegative(seconds.train, "seconds.train");
  nonNegative(seconds.evaluate, "seconds.evaluate");
  if (results.peakMemory !== null) nonNegative(results.peakMemory, "peakMemory");
  for (const [name, version] of entries(results.versions, "versions"))
    string(version, `versions.${name}`);
  if (!("config" in results)) throw mismatch("a value", undefined, "config");

  return results as unknown as Results;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`parseResults: expected JSON, got ${excerpt(text)}`, { cause });
  }
}

function scores(value: unknown, path: string) {
  const row = object(value, path);
  for (const name of scoreNames) fraction(row[name], `${path}.${name}`);
  return row;
}

function pixelRanking(value: unknown): void {
  const { ranking, errors } = object(value, "pixels");
  if (ranking !== "exact" && ranking !== "bounded")
    throw mismatch('"exact" or "bounded"', ranking, "pixels.ranking");
  if (ranking === "exact") return;
  const row = object(errors, "pixels.errors");
  for (const name of pixelScoreNames) nonNegative(row[name], `pixels.errors.${name}`);
}

function fraction(value: unknown, path: string): void {
  if (value === null) return;
  number(value, path, " in [0, 1] or null");
  if ((value as number) < 0 || (value as number) > 1)
    throw new RangeError(
      `parseResults: expected a fraction in [0, 1] or null at ${path}, got ${value as number}`,
    );
}

function object(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw mismatch("an object", value, path);
  return value as Record<string, unknown>;
}

function array(value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) throw mismatch("an array", value, path);
  return value;
}

function entries(value: unknown, path: string) {
  return Object.entries(object(value, path));
}

function string(value: unknown, path: string): void {
  if (typeof value !== "string") throw mismatch("a string", value, path);
}

function number(value: unknown, path: string, also = ""): void {
  if (typeof value !== "number") throw mismatch(`a number${also}`, value, path);
  if (!Number.isFinite(value))
    throw new RangeError(`parseResults: expected a finite number${also} at ${path}, got ${value}`);
}

function nonNegative(value: unknown, path: string): void {
  number(value, path);
  if ((value as number) < 0)
    throw new RangeError(`parseResults: expected a number >= 0 at ${path}, got ${value as number}`);
}

function count(value: unknown, path: string): void {
  nonNegative(value, path);
  if (!Number.isInteger(value))
    throw new RangeError(
      `parseResults: expected a whole number at ${path}, got ${value as number}`,
    );
}

function mismatch(expected: string, value: unknown, path: string): TypeError {
  const where = path === "" ? "at the top" : `at ${path}`;
  return new TypeError(`parseResults: expected ${expected} ${where}, got ${describe(value)}`);
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  return excerpt(JSON.stringify(value) ?? typeof value);
}

function excerpt(text: string): string {
  if (text.length === 0) return "an empty text";
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
