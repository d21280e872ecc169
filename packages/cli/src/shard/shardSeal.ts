import { z } from "zod";

/** What a shard is the result of. Two shards of one result differ in nothing but their number and their images. */
export interface ShardWork {
  command: "evaluate" | "predict";
  /** SHA-256 of the detector's file. */
  detector: string;
  /** What decides the numbers beside detector and images. */
  options: Record<string, unknown>;
  /** Versions of what computed them. */
  versions: Record<string, string>;
}

/** The images of a shard. */
export interface ShardImages {
  /** The `datasetHash` of the shard's images alone, so that images that are added elsewhere change nothing here. */
  data: string;
  images: number;
}

const sealSchema = z.strictObject({
  format: z.literal(1),
  command: z.enum(["evaluate", "predict"]),
  detector: z.string(),
  options: z.record(z.string(), z.unknown()),
  versions: z.record(z.string(), z.string()),
  shard: z.strictObject({ index: z.int().min(1), of: z.int().min(1) }),
  data: z.string(),
  images: z.int().min(0),
  /** Images that could not be read. */
  unread: z.int().min(0),
  seconds: z.number().min(0),
  files: z.record(z.string(), z.strictObject({ bytes: z.int().min(0), sha256: z.string() })),
});

/**
 * `shard.json`: what a shard's files are the result of, and what they have to be. It is written last, so that a folder
 * with it is whole. All of a shard is the same when it is done again, but for `seconds`.
 */
export type ShardSeal = z.infer<typeof sealSchema>;

export const sealName = "shard.json";

/** @throws {Error} If it is not the text of a seal. */
export function parseSeal(text: string): ShardSeal {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${sealName} is not JSON`, { cause });
  }
  const { data, error } = sealSchema.safeParse(value);
  if (data) return data;
  const [{ path, message }] = error.issues;
  throw new Error(`${sealName} is not as it was written: ${path.join(".")}: ${message}`);
}

/** What of a shard's work is other than what is asked for, in words; null where nothing is. */
export function otherWork(found: ShardWork, asked: ShardWork): string | null {
  if (found.command !== asked.command) return `of flawlens ${found.command}`;
  if (found.detector !== asked.detector) return "of another detector file";
  if (!same(found.options, asked.options))
    return `with other options (${JSON.stringify(found.options)})`;
  const names = new Set([...Object.keys(found.versions), ...Object.keys(asked.versions)]);
  const other = [...names].find((name) => found.versions[name] !== asked.versions[name]);
  return other === undefined ? null : `by ${other} ${found.versions[other] ?? "(none)"}`;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, of]) => of !== undefined);
  return entries.map(([key, of]) => [key, sorted(of)]).toSorted(([a], [b]) => (a! < b! ? -1 : 1));
}
