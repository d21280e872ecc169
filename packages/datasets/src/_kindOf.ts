import { isNormalClass } from "./_classes.ts";
import type { Row } from "./_readList.ts";

/** What a list's user said about the columns `types` and `label`. */
export interface KindOptions {
  /** Between the types of one image in a CSV cell. */
  separator: string;
  /** The word for normal images, in place of the known ones. */
  normal?: string;
}

/** Whether a cell or value is there. */
export function given(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** What tables write where a value is missing. */
const MISSING = new Set([
  "?",
  "-",
  "nan",
  "na",
  "n/a",
  "null",
  "none",
  "unknown",
  "unlabeled",
  "unlabelled",
  "undefined",
  "tbd",
  "todo",
  "unsure",
  "unclear",
  "#n/a",
]);

/** Whether a label or a mask is there, and not a word for "missing". */
export function isKnown(value: unknown): boolean {
  if (typeof value === "object") return given(value); // JSON has objects, which are no words
  return given(value) && !MISSING.has(String(value).trim().toLowerCase());
}

/**
 * Label and types of a row, from its columns `label` and `types`.
 *
 * @param wrong - Makes the error from what was expected and found.
 * @returns Label null where the row has neither a label nor types. An empty array of types is one: it
 *   says that there are none.
 */
export function kindOf(
  row: Row,
  { separator, normal }: KindOptions,
  wrong: (problem: string) => Error,
): { label: 0 | 1 | null; types: string[] } {
  const named = typesOf(row.types, separator, wrong);
  const types = named.filter((type) => !isNormalClass(type, normal));
  if (named.length > types.length && types.length > 0)
    throw wrong(
      `either "${named.find((type) => !types.includes(type))}" or types, got ${named.join(", ")}`,
    );
  const { label, word } = labelOf(row.label, normal, wrong);
  if (label === 0 && types.length > 0)
    throw wrong(`no types as its label is ${JSON.stringify(row.label)}, got ${types.join(", ")}`);
  if (types.length > 0) return { label: 1, types };
  if (named.length > 0 && label === 1)
    throw wrong(`label 0 or none as its type is "${named[0]}", got ${JSON.stringify(row.label)}`);
  if (label === 1) return { label, types: [word ?? "anomaly"] };
  return { label: label === 0 || named.length > 0 || Array.isArray(row.types) ? 0 : null, types };
}

/** What a cell of the column label says; a word that is not the one for normal images is a type. */
function labelOf(
  value: unknown,
  normal: string | undefined,
  wrong: (problem: string) => Error,
): { label?: 0 | 1; word?: string } {
  if (!given(value)) return {};
  if (typeof value === "object")
    throw wrong(`label 0 or 1, or a word, got ${JSON.stringify(value)}`);
  if (isNormalClass(String(value), normal)) return { label: 0 };
  if (!isKnown(value)) return {};
  const truth = String(value).trim().toLowerCase();
  if (truth === "true" || truth === "false") return { label: truth === "true" ? 1 : 0 };
  const number = Number(value);
  if (number === 0 || number === 1) return { label: normal === undefined ? number : 1 };
  if (typeof value === "string" && Number.isNaN(number))
    return { label: 1, word: value.trim().normalize("NFC") };
  throw wrong(`label 0 or 1, or a word, got ${JSON.stringify(value)}`);
}

/** The words of a row that may name normal images. */
export function wordsOf(separator: string): (row: Row) => string[] {
  return ({ label, types }) =>
    [
      ...(given(label) ? [String(label)] : []),
      ...(Array.isArray(types) ? types.map(String) : String(types ?? "").split(separator)),
    ].filter((word) => word.trim() !== "");
}

function typesOf(value: unknown, separator: string, wrong: (problem: string) => Error): string[] {
  if (!given(value)) return [];
  const types = typeof value === "string" ? value.split(separator) : value;
  if (!Array.isArray(types) || !types.every((type) => typeof type === "string"))
    throw wrong(`types as text, got ${JSON.stringify(value)}`);
  return [...new Set(types.map((type) => type.trim().normalize("NFC")))].filter(
    (type) => type !== "",
  );
}
