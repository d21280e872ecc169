import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { calibrate, makeRecords } from "../test/makeRecords.ts";
import { makeExamples } from "./makeExamples.ts";

const types = ["pit", "scratch"];
const { records } = makeRecords({ types, count: 60, seed: 4 });
const readImage = async () => ({
  data: new Uint8Array(3 * 30 * 60).fill(120),
  height: 30,
  width: 60,
});

describe("makeExamples", () => {
  test("says what was true and what was called, with small pictures", async () => {
    const calibration = calibrate(types, 0.5);
    const examples = await makeExamples({ types, records, calibration, readImage, size: 80 });
    expect(new Set(examples.map(({ kind }) => kind))).toContain("found");
    for (const { type, kind, score, threshold, called, label, ...pictures } of examples) {
      expect(label).toBe(type === null ? 0 : 1);
      expect(called.includes(type ?? "")).toBe(kind === "found");
      expect(called.length > 0).toBe(kind === "found" || kind === "falseAlarm");
      expect(score >= (threshold ?? NaN)).toBe(kind === "found" || kind === "falseAlarm");
      for (const uri of [pictures.image, pictures.overlay, pictures.outlined ?? pictures.image]) {
        const bytes = Buffer.from(uri.split(",")[1], "base64");
        expect(await sharp(bytes).metadata()).toMatchObject({ width: 80, height: 40 });
      }
      expect(pictures.outlined === null).toBe(label === 0);
      expect(pictures.typeOverlays.map(({ type }) => type)).toEqual(kind === "found" ? types : []);
    }
  });

  test("puts the threshold at one half of the normalised score and clips", async () => {
    const calibration = {
      pit: {
        threshold: 0.6,
        scoreRange: [0, 2] as [number, number],
        mapRange: [0, 1] as [number, number],
      },
    };
    const normalizedScoreOf = async (score: number) => {
      const record = { ...records[1], defectTypes: ["pit"], scores: [score], score };
      record.maps = record.maps.slice(0, 1);
      const options = { types: ["pit"], records: [record], calibration, readImage, size: 20 };
      return (await makeExamples(options))[0].normalizedScore;
    };
    expect(await normalizedScoreOf(0.6)).toBe(0.5);
    expect(await normalizedScoreOf(9)).toBe(1);
  });
});
