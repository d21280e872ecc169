import * as z from "zod/mini";
import { holdsMoreThan } from "./_holdsMoreThan.ts";
import { expected, issueText } from "./_issueText.ts";
import { recordOf } from "./_recordOf.ts";
import { shown } from "./_shown.ts";
import type { TypeCalibration } from "./calibration.ts";

/** The format of detector files that this package reads and writes. */
export const detectorFormat = 1;

/** The input and outputs that every detector has. */
const ownNames = ["images", "scores", "maps", "anomalyMaps"];

/** Longest side of an input, in pixels: a file cannot ask for more memory than an image of this size. */
const largestSide = 8192;
/** Most types, extra outputs and columns: each type costs a map an image. */
const most = 1000;
/** Most values in all, beside `config`: the schema looks at each, and words each that is wrong. */
const mostValues = 50_000;
/** The largest float32: what an ONNX output can hold. Differences of such numbers are finite. */
const largest = (2 - 2 ** -23) * 2 ** 127;

const finite = z.number().check(z.gte(-largest), z.lte(largest));
const text = z.string().check(z.minLength(1), z.maxLength(2000));
const name = z.string().check(z.minLength(1), z.maxLength(200));
const side = z.int().check(z.gte(1), z.lte(largestSide));
const count = z.int().check(z.gte(0));

const calibration: z.ZodMiniType<TypeCalibration> = z
  .object({
    threshold: z.nullable(finite),
    scoreRange: z.tuple([finite, finite]),
    mapRange: z.tuple([finite, finite]),
    mapThreshold: finite,
  })
  .check(
    z.refine(({ threshold, scoreRange: [low, high] }) => rises(low, threshold, high), {
      error: expected("scoreRange [low, high] with low < threshold < high"),
    }),
    z.refine(({ mapThreshold, mapRange: [low, high] }) => rises(low, mapThreshold, high), {
      error: expected("mapRange [low, high] with low < mapThreshold < high"),
    }),
  );

function rises(low: number, middle: number | null, high: number): boolean {
  return middle === null ? low < high : low < middle && middle < high;
}

const differing = { error: expected("names that differ") };

const columns = z
  .object({
    names: z.array(name).check(z.minLength(1), z.maxLength(most), z.refine(differ, differing)),
    typical: z.array(finite),
    high: z.array(finite),
  })
  .check(
    z.refine(
      ({ names, typical, high }) => names.length === typical.length && names.length === high.length,
      { error: expected("as many values as names") },
    ),
  );

function differ(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

const schema = z
  .object({
    format: z.literal(detectorFormat),
    method: name,
    types: z.array(name).check(z.minLength(1), z.maxLength(most), z.refine(differ, differing)),
    categories: z.array(name),
    input: z.object({ height: side, width: side }),
    scoring: text,
    maps: z.enum(["absolute", "relative"]),
    extras: recordOf(name, columns).check(
      z.refine((extras) => Object.keys(extras).every((output) => !ownNames.includes(output)), {
        error: expected(`outputs named otherwise than ${ownNames.join(", ")}`),
      }),
    ),
    calibration: recordOf(z.string(), calibration),
    any: calibration,
    validation: z.object({
      normal: count,
      anomalous: count,
      rule: text,
      expectedFalseAlarmFraction: z.nullable(finite.check(z.gte(0), z.lte(1))),
    }),
    receptiveField: z.optional(z.object({ offset: finite, stride: finite.check(z.gt(0)) })),
    seed: z.int(),
    versions: z.record(z.string(), z.string()),
    dataset: z.object({ name: z.string(), hash: z.string() }),
    config: z.unknown(),
  })
  .check(
    z.refine(({ types, calibration }) => types.every((type) => Object.hasOwn(calibration, type)), {
      error: ({ input }) => {
        const { types, calibration } = input as { types: string[]; calibration: object };
        return `expected one entry for each of ${shown(types)}, got ${shown(Object.keys(calibration))}`;
      },
      path: ["calibration"],
    }),
  );

/**
 * What a detector file says about itself, as JSON under the key `flawlens` of its ONNX metadata. The
 * schema is the one declaration for those who write it (`exportDetector` of `@flawlens/detector`) and
 * those who read it. Sizes are bounded, because what a file says is never trusted: sides of the input
 * to 8192 pixels, types to 1000, names to 200 characters, numbers to what a float32 holds.
 *
 * - `types`: names of the maps, in the order of the file's channels.
 * - `categories`: object categories it was trained on; empty where there is no such notion.
 * - `input`: size of the images it takes, in pixels.
 * - `scoring`: how a map becomes a score, for people.
 * - `maps`: what the values of maps mean, see `MapKind`.
 * - `extras`: further outputs `[N, names.length]` by name, with the median (`typical`) and the 0.95 quantile
 *   (`high`) of each column over the normal validation images.
 * - `calibration`, `any`: how scores and maps of each type, and of any defect, are read.
 * - `validation`: what the calibration rests on: images, the rule in words, and the fraction of normal
 *   images that the threshold of any defect is expected to call anomalous at most; `null` where the rule
 *   makes no such promise.
 * - `receptiveField`: cell `i` of a map is centred on input pixel `offset + i * stride`; absent: cells tile
 *   the input.
 * - `seed`, `versions`, `dataset`, `config`: where the detector comes from.
 */
export type DetectorMetadata = z.infer<typeof schema>;

/**
 * Reads and checks {@link DetectorMetadata}.
 *
 * @param json - The value of the metadata key `flawlens`, or the value already parsed.
 * @returns The metadata; fields that the schema does not know are left out.
 * @throws {RangeError} If it is not JSON, is of another format, or a field is missing or out of range; the
 *   message names the first five such fields.
 */
export function parseDetectorMetadata(json: unknown): DetectorMetadata {
  const value = typeof json === "string" ? parseJson(json) : json;
  const format = (value as { format?: unknown } | null)?.format;
  if (format !== detectorFormat)
    throw new RangeError(
      `parseDetectorMetadata: expected detector format ${detectorFormat}, got ${shown(format)}; ` +
        `install the version of @flawlens/inference that goes with the exporter, or export the detector again`,
    );
  if (holdsMoreThan({ ...(value as object), config: null }, mostValues))
    throw new RangeError(
      `parseDetectorMetadata: expected the metadata of a detector, got more than ${mostValues} values ` +
        `beside its config; export the detector again`,
    );
  const { success, data, error } = schema.safeParse(value, { error: issueText });
  if (success) return data;
  const problems = error.issues
    .slice(0, 5)
    .map(
      ({ path, message }) => `${path.map((key) => String(key).slice(0, 60)).join(".")}: ${message}`,
    );
  const more = error.issues.length - problems.length;
  throw new RangeError(
    `parseDetectorMetadata: expected the metadata of a detector, got ${problems.join("; ")}` +
      `${more > 0 ? `; and ${more} more` : ""}; export the detector again`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RangeError("parseDetectorMetadata: expected JSON under the key flawlens", { cause });
  }
}
