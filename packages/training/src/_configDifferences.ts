import { isDeepStrictEqual } from "node:util";

/** Lists the differences between two JSON values, one line each, by path. What JSON cannot hold is left out. */
export function configDifferences(run: unknown, checkpoint: unknown): string[] {
  return differences(JSON.parse(JSON.stringify(run)), checkpoint, "");
}

function differences(run: unknown, saved: unknown, path: string): string[] {
  if (isDeepStrictEqual(run, saved)) return [];
  if (!isRecord(run) || !isRecord(saved))
    return [`${path || "config"} is ${shown(saved)}, this run's ${shown(run)}`];
  const keys = new Set([...Object.keys(run), ...Object.keys(saved)]);
  return [...keys].flatMap((key) =>
    differences(run[key], saved[key], path === "" ? key : `${path}.${key}`),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return value === undefined ? "absent" : JSON.stringify(value);
}
