import type { HeadSettings } from "./headSettings.ts";

/** Settings as a detector's file has them. */
export interface FileSettings extends HeadSettings {
  /** Channels of the features that the head reads. */
  channels: number;
}

/** Most layers, filters, channels and cells along a kernel: a file cannot ask for more. */
const most = { layers: 20, count: 8192, kernel: 31 };

/**
 * Reads and checks the settings in a detector's file, which is never trusted.
 *
 * @param value - `trainable.settings` of the file's metadata.
 * @throws {RangeError} If a setting is missing, of another kind or out of range; the message names it.
 */
export function parseHeadSettings(value: unknown): FileSettings {
  const settings = record(value, "settings");
  const head = record(settings.head, "head");
  const count = (from: number, to: number) => (x: unknown) => Number.isInteger(x) && (x as number) >= from && (x as number) <= to; // prettier-ignore
  const within = (low: number, high: number) => (x: unknown) => typeof x === "number" && x >= low && x <= high; // prettier-ignore
  const oneOf =
    (...names: string[]) =>
    (x: unknown) =>
      names.includes(x as string);
  const checks: [name: string, found: unknown, holds: (x: unknown) => boolean, wanted: string][] = [
    ["channels", settings.channels, count(1, most.count), `a whole number up to ${most.count}`],
    ["head.widths", head.widths, (x) => Array.isArray(x) && x.length <= most.layers && x.every(count(1, most.count)), `at most ${most.layers} whole numbers up to ${most.count}`], // prettier-ignore
    ["head.kernel", head.kernel, (x) => count(1, most.kernel)(x) && (x as number) % 2 === 1, `an odd number up to ${most.kernel}`], // prettier-ignore
    ["head.normalizeInput", head.normalizeInput, (x) => typeof x === "boolean", "true or false"],
    ["head.dropout", head.dropout, within(0, 0.999), "a number from 0 and below 1"],
    ["maps", settings.maps, oneOf("pseudoHuber", "softmax"), "pseudoHuber or softmax"],
    ["smoothing", settings.smoothing, (x) => x === null || within(1e-3, 1000)(x), "null or a number of cells"], // prettier-ignore
    ["loss", settings.loss, oneOf("equation3", "released"), "equation3 or released"],
    ["topFraction", settings.topFraction, within(1e-6, 1), "a number in (0, 1]"],
    ["labelLoss", settings.labelLoss, oneOf("all", "unmasked"), "all or unmasked"],
    ["maskWeight", settings.maskWeight, within(0, 1e6), "a number of at least 0"],
  ];
  for (const [name, found, holds, wanted] of checks)
    if (!holds(found)) throw refusal(name, wanted, found);
  return settings as unknown as FileSettings;
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw refusal(name, "an object", value);
}

function refusal(name: string, wanted: string, found: unknown): RangeError {
  const got = JSON.stringify(found)?.slice(0, 60) ?? "nothing";
  return new RangeError(
    `readHead: expected ${wanted} as ${name} of the file's trainable part, got ${got}; export the detector again`,
  );
}
