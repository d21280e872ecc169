import { describe, expect, test } from "vitest";
import { referenceFusion, referenceScales } from "../cues/cues.ts";
import { scalesOfDeviations } from "../cues/scalesOfDeviations.ts";
import { ablateCues } from "./ablateCues.ts";

const scales = { reference: referenceScales, validation: scalesOfDeviations([2]) };
const image = (label: 0 | 1, deviation: number, entropy: number, segmentation: number) => ({
  id: "",
  label,
  score: 0,
  extras: { cues: Float32Array.of(deviation, entropy, segmentation) },
});
const images = [
  image(0, 2, 0.3, 0.5),
  image(0, 3, 0.3, 0.1),
  image(1, 4, 0.3, 0.5),
  image(1, 5, 0.3, 0.6),
];

describe("ablateCues", () => {
  test("ranks by each raw cue alone: every deviation above 1 differs, every uncertainty ties", () => {
    const rows = ablateCues({ images }, { scales, fusion: referenceFusion });
    const auroc = Object.fromEntries(rows.map(({ name, imageAuroc }) => [name, imageAuroc]));
    expect(auroc).toMatchObject({
      "deviation alone": 1,
      "uncertainty alone": 0.5,
      // 0.5 against 0.5 is a tie, the other three pairs are right
      "segmentation alone": 3.5 / 4,
    });
  });

  test("fuses on both scales: the released one ties deviations above 1", () => {
    const fusion = { deviation: 1, entropy: 0, segmentation: 0 };
    const rows = ablateCues({ images }, { scales, fusion });
    expect(rows.slice(0, 2).map(({ imageAuroc }) => imageAuroc)).toEqual([0.5, 1]);
    expect(rows[1].imageAveragePrecision).toBe(1);
  });

  test("ranks by the novelty where the detector has it, and by the other three as without it", () => {
    const fourth = images.map((each, i) => {
      const cues = Float32Array.of(...each.extras.cues, [3, 1, 2, 4][i]);
      return { ...each, extras: { cues } };
    });
    const options = { scales, fusion: referenceFusion };
    const rows = ablateCues({ images: fourth }, options);
    expect(rows.slice(0, -1)).toEqual(ablateCues({ images }, options));
    expect(rows.at(-1)).toMatchObject({ name: "novelty alone", imageAuroc: 3 / 4 });
  });

  test("knows no figure where the images are all of one kind", () => {
    const rows = ablateCues({ images: images.slice(2) }, { scales, fusion: referenceFusion });
    expect(rows).toHaveLength(5);
    for (const row of rows)
      expect(row).toMatchObject({ imageAuroc: null, imageAveragePrecision: null });
  });
});
