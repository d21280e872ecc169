import { describe, expect, test } from "vitest";
import { tinyMetadata } from "../../test/tinyDetector.ts";
import { parseDetectorMetadata } from "./parseDetectorMetadata.ts";

const { calibration, any, extras } = tinyMetadata();
const red = (changes: object) => ({
  calibration: { ...calibration, red: { ...calibration.red, ...changes } },
});
const peaks = (changes: object) => ({ extras: { peaks: { ...extras.peaks, ...changes } } });
const message = (value: unknown) => {
  try {
    parseDetectorMetadata(value);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as Error).message;
  }
  return "no error";
};

describe("parseDetectorMetadata", () => {
  test("gives back what was written, from JSON or from the value, without unknown fields", () => {
    const metadata = {
      ...tinyMetadata({ receptiveField: { offset: 13, stride: 8 } }),
      ...red({ threshold: null }),
      any: { ...any, threshold: null },
      config: { widths: [1, [2]], name: null },
      trainable: { prefix: "head.", settings: { widths: [1] } },
      learned: 12,
    };
    const written = { ...metadata, note: "unknown" };
    expect(parseDetectorMetadata(JSON.stringify(written))).toEqual(metadata);
    expect(parseDetectorMetadata(written)).toEqual(metadata);
  });

  test.each([
    { changes: { types: [] }, says: "types: expected at least 1 entries, got []" },
    {
      changes: { types: ["red", "red"] },
      says: 'types: expected names that differ, got ["red", "red"]',
    },
    { changes: { types: [""] }, says: 'types.0: expected at least 1 characters, got ""' },
    { changes: { categories: 3 }, says: "categories: expected a list, got 3" },
    {
      changes: { input: { height: 8 } },
      says: "input.width: expected a finite number, got nothing",
    },
    {
      changes: { input: { height: 8, width: 65_000 } },
      says: "input.width: expected at most 8192, got 65000",
    },
    {
      changes: { input: { height: 0, width: 8.5 } },
      says: "input.height: expected at least 1, got 0; input.width: expected a whole number, got 8.5",
    },
    { changes: { trainable: {} }, says: "trainable.prefix: expected a text, got nothing" },
    { changes: { learned: -1 }, says: "learned: expected at least 0, got -1" },
    { changes: { method: 1 }, says: "method: expected a text, got 1" },
    {
      changes: { maps: "upside down" },
      says: 'maps: expected "absolute" or "relative", got "upside down"',
    },
    { changes: { calibration: null }, says: "calibration: expected an object, got null" },
    {
      changes: { types: ["blue", "toString"] },
      says: 'calibration: expected one entry for each of ["blue", "toString"], got ["red", "green"]',
    },
    {
      changes: red({ threshold: "x" }),
      says: 'calibration.red.threshold: expected a finite number, got "x"',
    },
    {
      changes: red({ threshold: 200 }),
      says:
        "calibration.red: expected scoreRange [low, high] with low < threshold < high, " +
        "got { threshold: 200, scoreRange: a list of 2, mapRange: a list of 2, mapThreshold: 100 }",
    },
    {
      changes: red({ threshold: null, scoreRange: [1, 1] }),
      says: "calibration.red: expected scoreRange [low, high] with low < threshold < high",
    },
    {
      changes: red({ mapThreshold: 0 }),
      says: "calibration.red: expected mapRange [low, high] with low < mapThreshold < high",
    },
    {
      changes: red({ mapThreshold: null }),
      says: "calibration.red.mapThreshold: expected a finite number, got null",
    },
    {
      changes: red({ scoreRange: [-1e39, 1e39] }),
      says: "expected at least -3.4028234663852886e+38",
    },
    { changes: { any: undefined }, says: "any: expected an object, got nothing" },
    { changes: { any: { ...any, mapRange: [2] } }, says: "any.mapRange" },
    {
      changes: { receptiveField: { offset: 1, stride: 0 } },
      says: "receptiveField.stride: expected more than 0, got 0",
    },
    { changes: peaks({ high: [1] }), says: "extras.peaks: expected as many values as names" },
    { changes: peaks({ typical: [] }), says: "extras.peaks: expected as many values as names" },
    {
      changes: peaks({ names: ["a", "a"] }),
      says: 'extras.peaks.names: expected names that differ, got ["a", "a"]',
    },
    {
      changes: { extras: { scores: extras.peaks } },
      says: "extras: expected outputs named otherwise than images, scores, maps, anomalyMaps",
    },
    {
      changes: { validation: { ...tinyMetadata().validation, expectedFalseAlarmFraction: 1.5 } },
      says: "validation.expectedFalseAlarmFraction: expected at most 1, got 1.5",
    },
    {
      changes: { scoring: { a: {}, b: [1, 2], c: "d", e: undefined, f: null, g: 1 } as never },
      says: 'scoring: expected a text, got { a: an object, b: a list of 2, c: "d", f: null }',
    },
  ])("refuses with the field and the value: $says", ({ changes, says }) => {
    const text = message(JSON.stringify({ ...tinyMetadata(), ...changes }));
    expect(text).toMatch(/^parseDetectorMetadata: expected the metadata of a detector, got /);
    expect(text).toContain(says);
  });

  test.each([
    { value: { ...tinyMetadata(), format: 2 }, got: "2" },
    { value: {}, got: "nothing" },
    { value: [1], got: "nothing" },
    { value: null, got: "nothing" },
    { value: "null", got: "nothing" },
  ])("says which format it reads, where a file has format $got", ({ value, got }) => {
    expect(message(value)).toContain(`expected detector format 1, got ${got}; install the version`);
  });

  test.each(["", "{"])("refuses %j as no JSON", (json) => {
    expect(message(json)).toBe("parseDetectorMetadata: expected JSON under the key flawlens");
  });
});

describe("names of types, categories and outputs", () => {
  test.each(["__proto__", "constructor", "toString"])("may be %s like any other", (name) => {
    const given = {
      ...tinyMetadata(),
      types: [name],
      categories: [name],
      calibration: Object.fromEntries([[name, any]]),
      extras: Object.fromEntries([[name, extras.peaks]]),
    };
    const read = parseDetectorMetadata(JSON.stringify(given));
    expect(read).toEqual(JSON.parse(JSON.stringify(given)));
    expect(Object.entries(read.calibration)).toEqual([[name, any]]);
    expect(({} as { threshold?: number }).threshold).toBeUndefined();
  });

  test("must each have a calibration of their own", () => {
    const json = JSON.stringify({ ...tinyMetadata(), types: ["__proto__"] });
    expect(message(json)).toContain('calibration: expected one entry for each of ["__proto__"]');
  });
});

describe("a hostile file's metadata", () => {
  test("is not looked at where it holds more values than a detector's can", () => {
    const categories = new Array(30_000).fill([0]); // with their entries 60,000
    expect(message({ ...tinyMetadata(), categories })).toContain("got more than 50000 values");
    const config = new Array(1e6).fill(0); // not looked at by the schema
    expect(message({ ...tinyMetadata(), config })).toBe("no error");
  });

  test("can name types as what every object has", () => {
    const types = ["constructor", "hasOwnProperty"];
    const metadata = {
      ...tinyMetadata(),
      types,
      calibration: { constructor: any, hasOwnProperty: any },
    };
    expect(parseDetectorMetadata(JSON.stringify(metadata))).toEqual(metadata);
  });

  test.each([
    { of: "a name of ten million letters", changes: { types: ["x".repeat(1e7)] } },
    { of: "a format of ten million letters", changes: { format: "x".repeat(1e7) } },
    { of: "a million types", changes: { types: Array.from({ length: 1e6 }, (_, i) => `${i}`) } },
    { of: "a million wrong entries", changes: { categories: new Array(1e6).fill(0) } },
    {
      of: "as many wrong entries as are looked at",
      changes: { categories: new Array(49_000).fill(0) },
    },
    { of: "deep nesting", changes: { types: JSON.parse("[".repeat(1e5) + "]".repeat(1e5)) } },
    { of: "long keys", changes: { extras: { ["x".repeat(1e7)]: 1 } } },
  ])("is refused briefly for $of", ({ changes }) => {
    const text = message({ ...tinyMetadata(), ...changes });
    expect(text).toMatch(/^parseDetectorMetadata: expected/);
    expect(text.length).toBeLessThan(1000);
  });
});
