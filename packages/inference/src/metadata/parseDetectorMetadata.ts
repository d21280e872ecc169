import type { TypeCalibration } from "../core/calibration.ts";
import type { DetectorMetadata, TrainablePart } from "../core/detectorMetadata.ts";
import type { Framing } from "../images/framing.ts";
import { holdsMoreThan } from "./_holdsMoreThan.ts";
import {
  anything,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  Problems,
  record,
  text,
  where,
} from "./_schema.ts";
import type { Reader } from "./_schema.ts";
import { shown } from "./_shown.ts";

/** The format of detector files that this package reads and writes. */
export const detectorFormat = 1;

/** The input and outputs that every detector has. */
const ownNames = ["images", "scores", "maps", "anomalyMaps", "features"];

/** Longest side of an input, in pixels: a file cannot ask for more memory than an image of this size. */
const largestSide = 8192;
/** Most types, extra outputs and columns: each type costs a map an image. */
const most = 1000;
/** Most values in all, beside `config`: the schema looks at each. */
const mostValues = 50_000;
/** The largest float32: what an ONNX output can hold. Differences of such numbers are finite. */
const largest = (2 - 2 ** -23) * 2 ** 127;

const finite = number({ least: -largest, most: largest });
const sentence = text({ least: 1, most: 2000 });
const name = text({ least: 1, most: 200 });
const side = number({ whole: true, least: 1, most: largestSide });
const count = number({ whole: true, least: 0 });
const names = where(
  list(name, { least: 1, most }),
  (all) => new Set(all).size === all.length,
  "names that differ",
);

const range: Reader<[number, number]> = (value, path, problems) => {
  const read = list(finite, { least: 2, most: 2 })(value, path, problems);
  return [read[0], read[1]];
};

const calibration: Reader<TypeCalibration> = where(
  where(
    object<TypeCalibration>({
      threshold: nullable(finite),
      scoreRange: range,
      mapRange: range,
      mapThreshold: finite,
    }),
    ({ threshold, scoreRange: [low, high] }) => rises(low, threshold, high),
    "scoreRange [low, high] with low < threshold < high",
  ),
  ({ mapThreshold, mapRange: [low, high] }) => rises(low, mapThreshold, high),
  "mapRange [low, high] with low < mapThreshold < high",
);

function rises(low: number, middle: number | null, high: number): boolean {
  return middle === null ? low < high : low < middle && middle < high;
}

const columns = where(
  object<{ names: string[]; typical: number[]; high: number[] }>({
    names,
    typical: list(finite),
    high: list(finite),
  }),
  ({ names, typical, high }) => names.length === typical.length && names.length === high.length,
  "as many values as names",
);

const framing: Reader<Framing> = (value, path, problems) => {
  const { mode } = object<{ mode: Framing["mode"] }>({
    mode: oneOf("stretch", "letterbox", "tiles"),
  })(value, path, problems);
  if (mode !== "tiles") return { mode };
  const tiling = where(
    object<{ size: number; overlap: number }>({
      size: number({ whole: true, least: 8, most: largestSide }),
      overlap: count,
    }),
    ({ size, overlap }) => overlap < size,
    "an overlap below the size of a tile",
  );
  return { mode, ...tiling(value, path, problems) };
};

const origin = {
  rule: sentence,
  expectedFalseAlarmFraction: nullable(number({ least: 0, most: 1 })),
};

const fields = object<DetectorMetadata>({
  format: oneOf(detectorFormat),
  method: name,
  types: names,
  categories: list(name),
  input: object<{ height: number; width: number }>({ height: side, width: side }),
  scoring: sentence,
  scoreOfMap: optional(oneOf("peak", "mean")),
  framing: optional(framing),
  maps: oneOf("absolute", "relative"),
  extras: where(
    record(columns, name),
    (extras) => Object.keys(extras).every((output) => !ownNames.includes(output)),
    `outputs named otherwise than ${ownNames.join(", ")}`,
  ),
  calibration: record(calibration),
  any: calibration,
  validation: object<DetectorMetadata["validation"]>({
    normal: count,
    normalParts: count,
    anomalous: count,
    ...origin,
  }),
  calibrated: optional(
    object<NonNullable<DetectorMetadata["calibrated"]>>({
      calibration: record(calibration),
      any: calibration,
      ...origin,
    }),
  ),
  receptiveField: optional(
    object<{ offset: number; stride: number }>({
      offset: finite,
      stride: number({ above: 0, most: largest }),
    }),
  ),
  seed: number({ whole: true }),
  versions: record(text()),
  dataset: object<DetectorMetadata["dataset"]>({ name: text(), hash: text() }),
  config: anything,
  trainable: optional(object<TrainablePart>({ prefix: name, settings: anything })),
  learned: optional(count),
});

const schema: Reader<DetectorMetadata> = (value, path, problems) => {
  const read = fields(value, path, problems);
  const each = (key: string, of: Record<string, unknown> | undefined) => {
    if (!of || read.types.every((type) => Object.hasOwn(of, type))) return;
    problems.add([key], `one entry for each of ${shown(read.types)}`, Object.keys(of));
  };
  if (problems.count > 0) return read;
  each("calibration", read.calibration);
  each("calibrated.calibration", read.calibrated?.calibration);
  return read;
};

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
    throw refusal(`more than ${mostValues} values beside its config`);
  const problems = new Problems();
  const metadata = schema(value, [], problems);
  if (problems.count === 0) return metadata;
  const more = problems.count - problems.texts.length;
  throw refusal(problems.texts.join("; ") + (more > 0 ? `; and ${more} more` : ""));
}

function refusal(got: string): RangeError {
  return new RangeError(
    `parseDetectorMetadata: expected the metadata of a detector, got ${got}; export the detector again`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RangeError("parseDetectorMetadata: expected JSON under the key flawlens", { cause });
  }
}
