import { UsageError } from "../terminal/usageError.ts";

/** One `--set key=value`. */
export interface Setting {
  /** The names of the key, outermost first. */
  path: string[];
  value: unknown;
}

/**
 * A setting as it was typed. The value is JSON where it can be read as such, else the text itself:
 * `steps=100` is a number, `score=mean` a text, `head.widths=[64]` a list.
 *
 * @throws {UsageError} If there is no `=`, or a name is empty or no name of a key.
 *
 * @example
 * parseSetting("head.widths=[64]"); // => { path: ["head", "widths"], value: [64] }
 */
export function parseSetting(text: string): Setting {
  const at = text.indexOf("=");
  const path = text.slice(0, Math.max(0, at)).trim().split(".");
  if (at < 0 || path.some((name) => name === "" || name in Object.prototype))
    throw new UsageError(
      `--set: expected key=value, as in head.widths=[64] or steps=100, got "${text}"`,
    );
  return { path, value: valueOf(text.slice(at + 1)) };
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
