import { describe, expect, test } from "vitest";
import { manifestOf, samplesOfKind } from "../../test/manifestOf.ts";
import { dataConfig } from "./dataConfig.ts";
import { nominalSides } from "./nominalSides.ts";
import type { RunData } from "./runData.ts";

const pit = { defectTypes: ["pit"] };
const published = manifestOf(
  [
    ...samplesOfKind(40),
    ...samplesOfKind(10, { split: "test" }),
    ...samplesOfKind(12, { split: "test", ...pit }),
  ],
  { splits: "published" },
);
const loose = manifestOf([...samplesOfKind(40), ...samplesOfKind(12, pit)], { splits: "none" });
const sides = (manifest: typeof loose, config = {}, { seed = 1, shots = 0 } = {}) =>
  nominalSides(manifest, dataConfig.parse(config), seed, shots);
const counts = ({ train, validation, test }: RunData) => [train, validation, test].map(({ length }) => length); // prettier-ignore
const ids = (samples: readonly { id: string }[]) => samples.map(({ id }) => id);

describe("nominalSides", () => {
  test("holds a tenth of the normal images back, at least 19 where that is no more than three in ten", () => {
    const tested = [...samplesOfKind(2, { split: "test" }), ...samplesOfKind(2, { split: "test", ...pit })]; // prettier-ignore
    const held = (count: number) =>
      counts(sides(manifestOf([...samplesOfKind(count), ...tested], { splits: "published" })))[1];
    expect([400, 100, 64, 60].map(held)).toEqual([40, 19, 19, 18]);
  });

  test("leaves a published test side as it is", () => {
    const data = sides(published);
    expect(counts(data)).toEqual([28, 12, 22]); // 12 of 40: three in ten
    expect(data.notes).toEqual([]);
    expect([...data.train, ...data.validation].every(({ label }) => label === 0)).toBe(true);
  });

  test("draws normal images for the test where no side is published, and says so", () => {
    const data = sides(loose, { testFraction: 0.25 });
    expect(counts(data)).toEqual([21, 9, 22]); // 10 of 40 test, three in ten of 30 are held back
    expect(data.notes).toEqual([
      "test has no published test side with normal images: 10 normal parts are drawn for it.",
    ]);
  });

  test("keeps images of one part on one side of the test", () => {
    const views = samplesOfKind(40).map((sample, i) => ({ ...sample, part: `p${i >> 1}` }));
    const { train, validation, test: tested } = sides(manifestOf([...views, ...samplesOfKind(4, pit)])); // prettier-ignore
    const partsOf = (of: readonly { part?: string }[]) => new Set(of.map(({ part }) => part));
    const learnt = partsOf([...train, ...validation]);
    expect([...partsOf(tested)].filter((part) => part !== undefined && learnt.has(part))).toEqual([]); // prettier-ignore
  });

  test("holds whole parts back, a fifth of them at least, and says how many", () => {
    const views = samplesOfKind(60).map((sample, i) => ({ ...sample, part: `p${i >> 1}` }));
    const data = sides(manifestOf(views));
    const partsOf = (of: readonly { part?: string }[]) => new Set(of.map(({ part }) => part));
    const [trained, held] = [partsOf(data.train), partsOf(data.validation)];
    expect([...held].filter((part) => trained.has(part))).toEqual([]);
    expect([held.size, counts(data)]).toEqual([9, [42, 18, 0]]); // 18 images, three in ten of 60
    expect(data.notes).toContain("18 images of 9 parts are held back for thresholds, and the other 21 parts are trained on."); // prettier-ignore
    const many = views.map((sample, i) => ({ ...sample, part: i < 50 ? "big" : `p${i}` }));
    expect(partsOf(sides(manifestOf(many)).validation).size).toBeGreaterThanOrEqual(2); // of 11
  });

  test("says that false alarms are not known where all images show one part", () => {
    const views = samplesOfKind(20).map((sample) => ({ ...sample, part: "p" }));
    expect(sides(manifestOf(views)).notes).toContain("All 20 images taken as normal show one part: how often new parts will be called anomalous is not known."); // prettier-ignore
  });

  test("of normal images alone holds a fifth back, and tests with none", () => {
    expect(counts(sides(manifestOf(samplesOfKind(200))))).toEqual([160, 40, 0]);
    const data = sides(manifestOf(samplesOfKind(20)));
    expect(counts(data)).toEqual([14, 6, 0]); // three in ten of few
    expect(data.cleanNormals).toBe(20);
    expect(counts(sides(manifestOf(samplesOfKind(20)), { validation: 0.5 }))).toEqual([10, 10, 0]);
  });

  test("moves known anomalies from the test to training", () => {
    const data = sides(published, {}, { shots: 5 });
    expect(counts(data)).toEqual([33, 12, 17]);
    expect(data.train.filter(({ role }) => role === "fewShot")).toHaveLength(5);
  });

  test("plants copies of test anomalies among what is taken as normal, before thresholds are cut off", () => {
    const data = sides(published, { contamination: 0.2 }); // 10 to 40 clean ones
    expect(counts(data)).toEqual([35, 15, 22]); // three in ten of 50
    const planted = [...data.train, ...data.validation].filter(({ role }) => role === "contaminant"); // prettier-ignore
    expect(planted).toHaveLength(10);
    expect(data.planted).toEqual(ids(data.train.filter(({ role }) => role === "contaminant")));
    expect(data.cleanNormals).toBe(40);
  });

  test("draws by the seed alone", () => {
    const config = { contamination: 0.1 };
    const [a, b] = [sides(loose, config, { shots: 3 }), sides(loose, config, { shots: 3 })];
    expect(a).toEqual(b);
    expect(ids(sides(loose, config, { seed: 2, shots: 3 }).test)).not.toEqual(ids(a.test));
  });

  test("gives two methods the same test images for the same number of known anomalies", () => {
    const [a, b] = [sides(loose, {}, { shots: 3 }), sides(loose, { contamination: 0.2 }, { shots: 3 })]; // prettier-ignore
    expect(ids(a.test)).toEqual(ids(b.test));
  });

  test.each([
    { of: "one normal image", manifest: manifestOf([{ id: "a" }]), says: /expected normal images to train on and to hold back for thresholds in test, got 1 in all; add images/ }, // prettier-ignore
    { of: "no normal image", manifest: manifestOf(samplesOfKind(3, pit)), says: /got 0 in all; add images, or name the folder/ }, // prettier-ignore
  ])("refuses $of", ({ manifest, says }) => {
    expect(() => sides(manifest)).toThrow(says);
  });

  test("refuses a test of one kind, with the way out", () => {
    expect(() => sides(loose, {}, { shots: 12 })).toThrow(
      "got 12 normal ones alone; train on fewer anomalies (--shots), or add some",
    );
    expect(() => sides(loose, { testFraction: 0 })).toThrow(
      "got 12 anomalous ones alone; take a larger fraction of the normal images",
    );
  });
});
