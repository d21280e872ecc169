/** How the numbers of one defect type, or of any, are read: stored with the model, never taken from test data. */
export interface TypeCalibration {
  /** An image scoring at least this is anomalous; `null` where validation could not tell. */
  threshold: number | null;
  /** Raw scores shown as the ends of a scale, `[low, high]`. */
  scoreRange: [number, number];
  /** Raw map values shown as the ends of a colour scale, `[low, high]`. */
  mapRange: [number, number];
  /** A pixel of at least this belongs to a region; `null` where there is none. */
  mapThreshold: number | null;
}

/** What a detector file says about itself, under the key `flawlens` of its ONNX metadata. */
export interface DetectorMetadata {
  format: 1;
  method: string;
  /** Defect types, in the order of the file's channels. */
  types: string[];
  /** Object categories it was trained on; empty where there is no such notion. */
  categories: string[];
  /** Size of the images it takes, in pixels. */
  input: { height: number; width: number };
  /** Name of the rule that makes a score of a map. */
  scoring: string;
  calibration: Record<string, TypeCalibration>;
  /** Of any defect: the sum of the types' scores, and of their maps. */
  any: TypeCalibration;
  /** Where cell `i` of a map looks: input pixel `offset + i * stride`. Absent: cells tile the input. */
  receptiveField?: { offset: number; stride: number };
  seed: number;
  versions: Record<string, string>;
  dataset: { name: string; hash: string };
  config: unknown;
}

/** The newest format this package reads. */
export const detectorFormat = 1;

/**
 * Reads the JSON of {@link DetectorMetadata} and checks what prediction relies on.
 *
 * @param json - The value of the metadata key `flawlens`.
 * @throws {RangeError} If it is not JSON, of another format version, or a field that
 *   prediction needs is missing or out of range; the message names the field.
 */
export function parseDetectorMetadata(json: string): DetectorMetadata {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new RangeError("parseDetectorMetadata: expected JSON under the key flawlens", { cause });
  }
  if (!isRecord(value)) throw wrong("an object", value);
  if (value.format !== detectorFormat)
    throw new RangeError(
      `parseDetectorMetadata: expected detector format ${detectorFormat}, got ${shown(value.format)}; ` +
        `install the version of @flawlens/inference that goes with the exporter, or export again`,
    );
  const { types, input, calibration, receptiveField } = value;
  if (!isList(types, isText) || types.length === 0)
    throw wrong("types, a list of at least one name", types);
  if (new Set(types).size !== types.length) throw wrong("types that differ", types);
  if (!isList(value.categories, isText))
    throw wrong("categories, a list of names", value.categories);
  if (!isRecord(input) || !isCount(input.height) || !isCount(input.width))
    throw wrong("input, a height and a width in pixels", input);
  if (!isText(value.method)) throw wrong("method, a name", value.method);
  if (!isText(value.scoring)) throw wrong("scoring, a name", value.scoring);
  if (!isRecord(calibration)) throw wrong("calibration, one entry per type", calibration);
  for (const type of types) checkCalibration(`calibration["${type}"]`, calibration[type]);
  checkCalibration("any", value.any);
  if (
    receptiveField !== undefined &&
    !(
      isRecord(receptiveField) &&
      isNumber(receptiveField.offset) &&
      isPositive(receptiveField.stride)
    )
  )
    throw wrong("receptiveField, an offset and a stride in pixels", receptiveField);
  return value as unknown as DetectorMetadata;
}

function checkCalibration(at: string, entry: unknown): void {
  if (!isRecord(entry)) throw wrong(at, entry);
  for (const name of ["threshold", "mapThreshold"])
    if (entry[name] !== null && !isNumber(entry[name]))
      throw wrong(`${at}.${name}, a number or null`, entry[name]);
  for (const name of ["scoreRange", "mapRange"]) {
    const range = entry[name];
    if (!isList(range, isNumber) || range.length !== 2 || range[0] >= range[1])
      throw wrong(`${at}.${name}, [low, high] with low < high`, range);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isPositive = (value: unknown): boolean => isNumber(value) && value > 0;
const isCount = (value: unknown): boolean => Number.isInteger(value) && isPositive(value);
const isList = <T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] =>
  Array.isArray(value) && value.every(isItem);

const shown = (value: unknown): string => JSON.stringify(value) ?? "nothing";
const wrong = (expected: string, got: unknown): RangeError =>
  new RangeError(`parseDetectorMetadata: expected ${expected}, got ${shown(got)}`);
