import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { calibrate, calibrated, makeRecords } from "../test/makeRecords.ts";
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
    const any = calibrated(0.75); // some normal images reach it
    const options = { types, records, calibration, any, readImage, size: 80 };
    const examples = await makeExamples(options);
    const kinds = new Set(examples.map(({ kind }) => kind));
    for (const kind of ["found", "falseAlarm", "calm"]) expect(kinds).toContain(kind);
    for (const {
      type,
      kind,
      score,
      threshold,
      called,
      calledAny,
      label,
      ...pictures
    } of examples) {
      expect(label).toBe(type === null ? 0 : 1);
      expect(type !== null || calledAny === (kind === "falseAlarm")).toBe(true);
      expect(called.includes(type ?? "")).toBe(kind === "found");
      expect(called.length > 0).toBe(kind === "found"); // no normal image reaches a type's 0.5
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
    const any = { ...calibration.pit, threshold: 3 };
    const exampleOf = async (score: number, defectTypes: string[]) => {
      const record = { ...records[1], label: defectTypes.length ? (1 as const) : (0 as const) };
      Object.assign(record, { defectTypes, scores: [score], score, maps: record.maps.slice(0, 1) });
      const options = { types: ["pit"], records: [record], calibration, any, readImage, size: 20 };
      return (await makeExamples(options))[0];
    };
    expect((await exampleOf(0.6, ["pit"])).normalizedScore).toBe(0.5);
    expect((await exampleOf(9, ["pit"])).normalizedScore).toBe(1);
    expect(await exampleOf(2.5, [])).toMatchObject({ threshold: 3, normalizedScore: 0.25 });
  });

  test("shows the map of any defect on its own scale", async () => {
    const record = { ...records[0], map: { data: [5, 5, 5, 5], height: 2, width: 2 } };
    const overlayOn = async (mapRange: [number, number]) => {
      const any = { ...calibrated(), mapRange };
      const calibration = calibrate(types);
      const options = { types, records: [record], calibration, any, readImage, size: 20 };
      const [{ type, overlay, image }] = await makeExamples(options);
      expect(type).toBeNull();
      return { overlay, image };
    };
    const calm = await overlayOn([5, 10]);
    expect(calm.overlay).toBe(calm.image);
    const loud = await overlayOn([0, 5]);
    expect(loud.overlay).not.toBe(loud.image);
  });
});
