import { decide, toPrediction } from "@flawlens/inference/core";
import type { DetectorMetadata } from "@flawlens/inference/core";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { calibrated, makeDetector } from "../test/makeDetector.ts";
import { makeRecords } from "../test/makeRecords.ts";
import type { EvaluationRecord } from "./evaluationRecord.ts";
import { makeExamples } from "./makeExamples.ts";
import { blend } from "./overlay.ts";
import { thumbnail } from "./thumbnail.ts";

const types = ["pit", "scratch"];
const { records } = makeRecords({ types, count: 60, seed: 4 });
const grey = { data: new Uint8Array(3 * 30 * 60).fill(120), height: 30, width: 60 };
const readImage = async () => grey;
const flat = (value: number) => ({ data: new Float32Array(4).fill(value), height: 2, width: 2 });

/** The one example of a record. */
async function exampleOf(metadata: DetectorMetadata, changes: Partial<EvaluationRecord>) {
  const record = { ...records[0], maps: types.map(() => flat(0)), ...changes };
  const examples = await makeExamples({ metadata, records: [record], readImage, size: 60 });
  expect(examples).toHaveLength(1);
  return examples[0];
}

describe("makeExamples", () => {
  test("says what was true and what was decided, with small pictures", async () => {
    const metadata = makeDetector(types);
    const examples = await makeExamples({ metadata, records, readImage, size: 80 });
    const kinds = new Set(examples.map(({ kind }) => kind));
    for (const kind of ["found", "falseAlarm", "calm"]) expect(kinds).toContain(kind);
    for (const { id, kind, type, truth, label, ...example } of examples) {
      const record = records.find((one) => one.id === id) as EvaluationRecord;
      const verdict = decide(metadata, record.scores);
      expect({ truth, label }).toEqual({ truth: record.defectTypes, label: record.label });
      expect(example.verdict).toBe(verdict.verdict);
      const anomalous = types.filter((type) => verdict.types[type].verdict === "anomalous");
      expect(example.called).toEqual(anomalous);
      const shown = type === null ? verdict : verdict.types[type];
      expect(example).toMatchObject({
        score: shown.score,
        threshold: shown.threshold,
        normalizedScore: shown.normalizedScore,
        explanation: toPrediction(metadata, record, grey).explanation,
      });
      const pictures = [example.image, example.overlay, example.outlined ?? example.image];
      for (const uri of pictures) {
        const bytes = Buffer.from(uri.split(",")[1], "base64");
        expect(await sharp(bytes).metadata()).toMatchObject({ width: 80, height: 40 });
      }
      expect(example.outlined === null).toBe(label === 0);
      const overlays = example.typeOverlays.map(({ type }) => type);
      expect(overlays).toEqual(kind === "found" ? types : []);
    }
  });

  test("word, bar and colour of an example say the same", async () => {
    const said = { found: /^Anomalous/, misnamed: /^Anomalous/, missed: /^Normal/, undecided: /^(Undecided|Anomalous)/, falseAlarm: /^Anomalous/, calm: /^Normal/ }; // prettier-ignore
    const [above, below] = [
      [0.5, 1],
      [0, 0.5 - 2 ** -25],
    ];
    const bars = { found: above, misnamed: below, missed: below, falseAlarm: above, calm: below };
    const kinds = new Set<string>();
    for (const metadata of [
      makeDetector(types),
      makeDetector(types, { any: calibrated(1.3, { scoreRange: [0, 2] }) }),
      makeDetector(types, { threshold: null }),
      makeDetector(types, { any: calibrated(null) }),
      makeDetector(types, { threshold: 0.9, any: calibrated(0.4, { scoreRange: [0, 3] }) }),
    ])
      for (const example of await makeExamples({ metadata, records, readImage, size: 20 })) {
        const { kind, normalizedScore, explanation } = example;
        kinds.add(kind);
        expect(explanation).toMatch(said[kind]);
        expect(normalizedScore === null).toBe(kind === "undecided");
        if (kind === "undecided") continue;
        expect(normalizedScore).toBeGreaterThanOrEqual(bars[kind][0]);
        expect(normalizedScore).toBeLessThanOrEqual(bars[kind][1]);
      }
    expect([...kinds].toSorted()).toEqual(Object.keys(said).toSorted());
  });

  test("puts the threshold at one half of the normalised score and clips", async () => {
    const pit = calibrated(0.6, { scoreRange: [0, 2] });
    const metadata = makeDetector(types, {
      calibration: { pit, scratch: pit },
      any: calibrated(0.3, { scoreRange: [0, 1.3] }),
    });
    const of = async (score: number, changes: Partial<EvaluationRecord>) =>
      (await exampleOf(metadata, { scores: [score, 0], ...changes })).normalizedScore;
    const pitImage = { label: 1, defectTypes: ["pit"] } as const;
    expect(await of(0.6, { ...pitImage, defectTypes: ["pit"] })).toBe(0.5);
    expect(await of(9, { ...pitImage, defectTypes: ["pit"] })).toBe(1);
    expect(await of(1.3, { ...pitImage, defectTypes: ["pit"] })).toBe(0.75);
    expect(await of(0.8, { label: 0, defectTypes: [] })).toBe(0.75); // .3 to 1.3: of any defect
  });

  test("shows a map on the scale of its type, or of any defect: the sum of the maps", async () => {
    const metadata = makeDetector(types, {
      any: calibrated(0.75, { scoreRange: [0, 2], mapRange: [4, 12], mapThreshold: 6 }),
    });
    const maps = [flat(3), flat(5)]; // their sum is 8: 1/2 + 1/2 * 2/6
    const normal = { scores: [0, 0], label: 0, defectTypes: [] } as const;
    const { overlay, type } = await exampleOf(metadata, { ...normal, scores: [0, 0], defectTypes: [], maps }); // prettier-ignore
    expect(type).toBeNull();
    const shown = (value: number) =>
      thumbnail(blend(grey, { ...grey, data: new Float32Array(30 * 60).fill(value) }));
    expect(overlay).toBe(await shown(2 / 3));
    const pit = await exampleOf(metadata, { scores: [1, 0], label: 1, defectTypes: ["pit"], maps: [flat(0.6), flat(5)] }); // prettier-ignore
    expect(pit.type).toBe("pit");
    expect(pit.overlay).toBe(await shown(0.6)); // a scale of 0, 0.5, 1
  });

  test("a calm image keeps a calm map, also of a method whose maps show only where", async () => {
    const peak = { data: Float32Array.of(0, 0, 0, 9), height: 2, width: 2 };
    const metadata = makeDetector(["anomaly"], { maps: "relative", any: calibrated(0.5) });
    const of = (score: number) => exampleOf(metadata, { scores: [score], maps: [peak], label: 0, defectTypes: [] }); // prettier-ignore
    const calm = await of(0.1); // normalised 0.1: all below a quarter
    expect([calm.kind, calm.overlay]).toEqual(["calm", calm.image]);
    const alarm = await of(0.9);
    expect(alarm.kind).toBe("falseAlarm");
    expect(alarm.overlay).not.toBe(alarm.image);
  });

  test("names an image of a defect of no known type as any defect", async () => {
    const metadata = makeDetector(types);
    const found = await exampleOf(metadata, { scores: [0.9, 0.2], label: 1, defectTypes: [] });
    expect(found).toMatchObject({
      kind: "found",
      type: null,
      truth: [],
      label: 1,
      called: ["pit"],
    });
  });

  test("asks for the maps of the chosen only, where records come without", async () => {
    const metadata = makeDetector(types);
    const scored = records.map(({ maps: _maps, mask: _mask, ...record }) => record);
    const asked: string[] = [];
    const readMaps = async ({ id }: { id: string }) => {
      asked.push(id);
      return records.find((record) => record.id === id) as EvaluationRecord;
    };
    const again = await makeExamples({ metadata, records: scored, readImage, readMaps, size: 40 });
    expect(again).toEqual(await makeExamples({ metadata, records, readImage, size: 40 }));
    expect(asked).toEqual(again.map(({ id }) => id));
    await expect(makeExamples({ metadata, records: scored, readImage })).rejects.toThrow(
      /^makeExamples: expected records with maps, got image-\d+\.png without; give readMaps/,
    );
  });
});
