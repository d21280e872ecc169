import { describe, expect, test } from "vitest";
import { records } from "../../test/records.ts";
import type { PredictionRecord } from "./predictionRecord.ts";
import { recordFormats } from "./recordFormats.ts";

function textOf(format: keyof typeof recordFormats, of: PredictionRecord[]): string {
  const { start, record, end } = recordFormats[format];
  return start + of.map(record).join("") + end(of.length);
}

describe("recordFormats", () => {
  test("json is one array, a record a line", () => {
    const text = textOf("json", records);
    expect(JSON.parse(text)).toEqual(records);
    expect(text.split("\n")).toHaveLength(5);
    expect(textOf("json", [])).toBe("[]\n");
  });

  test("jsonl is a record a line", () => {
    const lines = textOf("jsonl", records).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(records);
    expect(textOf("jsonl", [])).toBe("");
  });

  test("csv is a row a record, empty where nothing is known", () => {
    expect(textOf("csv", records)).toBe(
      "path,verdict,score,threshold,normalizedScore,types,regions,milliseconds,note\n" +
        '"a,""b"".png",anomalous,-0.123456789,0.5,0.75,pit; stain,pit 1 2 3 4 0.1235; any 5 6 7 8 2,12.3,Anomalous.\n' +
        "b.png,undecided,,,,,,,damaged\n",
    );
  });
});
