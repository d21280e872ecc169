import { describe, expect, test } from "vitest";
import { protocolManifest } from "../../test/protocolManifest.ts";
import { randomStream } from "../randomStream.ts";
import { shuffle } from "../shuffle.ts";
import { pickFewShot } from "./pickFewShot.ts";

const two = protocolManifest({
  bottle: { clean: 20, anomalies: 30 },
  cable: { clean: 20, anomalies: 12 },
});
const ids = (samples: { id: string }[]) => samples.map(({ id }) => id);

describe("pickFewShot", () => {
  test("moves ten anomalies of each category to training, with their labels, types and masks", () => {
    const { samples, splits, provenance } = pickFewShot(two, { seed: 42 });
    const picks = samples.filter(({ role }) => role === "fewShot");
    expect(ids(samples)).toEqual(ids(two.samples));
    for (const category of ["bottle", "cable"])
      expect(picks.filter((sample) => sample.category === category)).toHaveLength(10);
    for (const pick of picks)
      expect(pick).toEqual({
        ...two.samples.find(({ id }) => id === pick.id),
        split: "train",
        role: "fewShot",
      });
    const others = samples.filter(({ role }) => role === undefined);
    expect(others).toEqual(two.samples.filter(({ id }) => !ids(picks).includes(id)));
    expect(splits).toBe("made");
    expect(provenance).toEqual({
      function: "pickFewShot",
      shots: 10,
      seed: 42,
      mode: "reference",
      of: null,
    });
  });

  test("picks the same for a seed, in any order of samples, and without other categories", () => {
    const picks = (manifest: typeof two, seed: number) =>
      ids(pickFewShot(manifest, { seed }).samples.filter(({ role }) => role)).sort();
    const mixed = { ...two, samples: shuffle(two.samples, randomStream(1)) };
    const bottles = {
      ...two,
      samples: two.samples.filter(({ category }) => category === "bottle"),
    };
    expect(picks(mixed, 7)).toEqual(picks(two, 7));
    expect(picks(two, 7).slice(0, 10)).toEqual(picks(bottles, 7));
    expect(picks(two, 7)).not.toEqual(picks(two, 8));
  });

  test("in disjoint mode takes the picked parts out of the test set", () => {
    const parts = protocolManifest({ nut: { clean: 20, anomalies: 40 } }, { views: 4 });
    const { samples } = pickFewShot(parts, { seed: 1, shots: 5, mode: "disjoint" });
    const picked = new Set(samples.filter(({ role }) => role).map(({ part }) => part));
    expect(samples.filter(({ role }) => role)).toHaveLength(5);
    expect(samples.some(({ split, part }) => split === "test" && picked.has(part))).toBe(false);
    expect(samples.filter(({ split }) => split === "test")).toHaveLength(5 + 40 - 4 * picked.size);
  });

  test("refuses more shots than there are anomalies, by the category's name", () => {
    expect(() => pickFewShot(two, { shots: 13, seed: 1 })).toThrow(
      new RangeError(
        "pickFewShot: expected at least 13 test anomalies in category cable, got 12; ask for less shots",
      ),
    );
    expect(() => pickFewShot(two, { shots: 0.5, seed: 1 })).toThrow("a whole number of shots");
  });
});
