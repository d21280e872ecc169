import { describe, expect, test } from "vitest";
import { protocolCounts } from "../../test/protocolCounts.ts";
import { protocolManifest } from "../../test/protocolManifest.ts";
import { randomStream } from "../randomStream.ts";
import { shuffle } from "../shuffle.ts";
import { contaminate } from "./contaminate.ts";
import { pickFewShot } from "./pickFewShot.ts";

const counts = protocolManifest(
  Object.fromEntries(
    protocolCounts.map(([name, clean, anomalies]) => [name, { clean, anomalies }]),
  ),
);
const nut = protocolManifest({ nut: { clean: 90, anomalies: 40 } });
const contaminants = ({ samples }: ReturnType<typeof contaminate>) =>
  samples.filter(({ role }) => role === "contaminant");
const fewShotIds = ({ samples }: ReturnType<typeof pickFewShot>) =>
  new Set<string | undefined>(samples.flatMap(({ id, role }) => (role === "fewShot" ? [id] : [])));

describe("contaminate", () => {
  test("adds as many copies to each category as published", () => {
    for (const [level, fraction] of [0.05, 0.1, 0.15, 0.2].entries()) {
      const made = contaminate(counts, { fraction, seed: 42 });
      const published = Object.fromEntries(
        protocolCounts.map(([name, , , ...n]) => [name, n[level]]),
      );
      expect(made.provenance.counts).toEqual(published);
      for (const [name, n] of Object.entries(published))
        expect(contaminants(made).filter(({ category }) => category === name)).toHaveLength(n);
    }
  });

  test("passes copies off as normal, and says what to do to their images", () => {
    const made = contaminate(nut, { fraction: 0.1, seed: 42 });
    expect(made.samples.slice(0, nut.samples.length)).toEqual(nut.samples);
    for (const [k, copy] of contaminants(made).entries()) {
      expect(copy).toEqual({
        ...nut.samples.find(({ id }) => id === copy.source),
        id: `${copy.source}#contaminant${k}`,
        split: "train",
        label: 0,
        defectTypes: [],
        mask: null,
        role: "contaminant",
        source: copy.source,
        noise: { sigma: 2, seed: expect.any(Number) as number },
      });
    }
    expect(new Set(contaminants(made).map(({ source }) => source)).size).toBe(10); // no copy twice
    expect(new Set(contaminants(made).map(({ noise }) => noise?.seed)).size).toBe(10);
    expect(made.splits).toBe("made");
  });

  test("draws with replacement where the supply is short", () => {
    const made = contaminate(nut, { fraction: 0.5, seed: 3 });
    const sources = contaminants(made).map(({ source }) => source);
    expect(sources).toHaveLength(90);
    // 40 · (1 - (39/40)⁹⁰) = 35.9 different ones on average, deviation 1.7
    expect(Math.abs(new Set(sources).size - 36)).toBeLessThan(8);
    expect(new Set(contaminants(made).map(({ id }) => id)).size).toBe(90);
  });

  test("keeps what it was told, the share of the supply where it is asked for alone", () => {
    const told = { fraction: 0.1, seed: 7, supplyFraction: 1, sigma: 0 };
    const kept = { function: "contaminate", fraction: 0.1, seed: 7, sigma: 0, counts: { nut: 10 }, of: null }; // prettier-ignore
    expect(contaminate(nut, told).provenance).toEqual({ ...kept, mode: "reference" });
    const apart = contaminate(nut, { ...told, mode: "disjoint" });
    expect(apart.provenance).toEqual({ ...kept, mode: "disjoint", supplyFraction: 1 });
  });

  test("in reference mode leaves the test set, and may take few-shot samples", () => {
    const shots = pickFewShot(nut, { shots: 30, seed: 1 });
    const made = contaminate(shots, { fraction: 0.3, seed: 1 });
    expect(made.samples.slice(0, nut.samples.length)).toEqual(shots.samples);
    const sources = contaminants(made).map(({ source }) => source);
    const fewShot = fewShotIds(shots);
    expect(sources.filter((id) => fewShot.has(id)).length).toBeGreaterThan(15);
    expect(made.provenance).toMatchObject({ of: { function: "pickFewShot", shots: 30 } });
  });

  test("in disjoint mode shares no image and no part with the test set", () => {
    for (const views of [undefined, 3])
      for (let seed = 0; seed < 20; seed++) {
        const manifest = protocolManifest({ nut: { clean: 90, anomalies: 42 } }, { views });
        const shots = pickFewShot(manifest, { shots: 5, seed, mode: "disjoint" });
        const made = contaminate(shots, { fraction: 0.2, seed, mode: "disjoint" });
        const key = ({ part, id }: { part?: string; id: string }) => part ?? id;
        const trained = new Set(
          contaminants(made).map(({ part, source }) => key({ part, id: source as string })),
        );
        const tested = made.samples.filter(({ split }) => split === "test");
        expect(tested.some((sample) => trained.has(key(sample)))).toBe(false);
        expect(contaminants(made)).toHaveLength(22);
        const fewShot = fewShotIds(shots);
        expect(contaminants(made).some(({ source }) => fewShot.has(source))).toBe(false);
        expect(tested.filter(({ label }) => label === 1).length).toBeGreaterThanOrEqual(15); // half is left
      }
  });

  test("chooses the same for a seed, in any order of samples, and without other categories", () => {
    const sources = (manifest: typeof nut, seed: number) =>
      contaminants(contaminate(manifest, { fraction: 0.1, seed }))
        .filter(({ category }) => category === "tile")
        .map(({ id, noise }) => [id, noise?.seed]);
    const mixed = { ...counts, samples: shuffle(counts.samples, randomStream(1)) };
    const tiles = {
      ...counts,
      samples: counts.samples.filter(({ category }) => category === "tile"),
    };
    expect(sources(mixed, 5)).toEqual(sources(counts, 5));
    expect(sources(tiles, 5)).toEqual(sources(counts, 5));
    expect(sources(counts, 6)).not.toEqual(sources(counts, 5));
  });

  test("refuses what it cannot do", () => {
    const once = contaminate(nut, { fraction: 0.1, seed: 1 });
    expect(() => contaminate(once, { fraction: 0.1, seed: 1 })).toThrow(
      "contaminate: expected clean training data, got contaminants in category nut",
    );
    const flawless = protocolManifest({ nut: { clean: 90, anomalies: 0 } });
    expect(() => contaminate(flawless, { fraction: 0.1, seed: 1 })).toThrow(
      "contaminate: expected test anomalies to choose 10 from in category nut, got 0",
    );
    const single = protocolManifest({ nut: { clean: 90, anomalies: 1 } });
    expect(() => contaminate(single, { fraction: 0.1, seed: 1, mode: "disjoint" })).toThrow(
      "got 1, of which 0.5 is none; raise supplyFraction",
    );
    expect(() => contaminate(nut, { fraction: 1, seed: 1 })).toThrow("a fraction in [0, 1), got 1");
    for (const sigma of [-1, Infinity, NaN])
      expect(() => contaminate(nut, { fraction: 0.1, seed: 1, sigma })).toThrow(
        `contaminate: expected a sigma of at least 0, got ${sigma}`,
      );
    for (const supplyFraction of [0, 1.1])
      expect(() => contaminate(nut, { fraction: 0.1, seed: 1, supplyFraction })).toThrow(
        `expected a supplyFraction above 0 and up to 1, got ${supplyFraction}`,
      );
  });

  test.each(["constructor", "__proto__", "toString"])(
    "counts the category %s like any other, also with few-shot picks",
    (name) => {
      const sizes = Object.fromEntries([[name, { clean: 90, anomalies: 40 }]]);
      const made = contaminate(pickFewShot(protocolManifest(sizes), { shots: 5, seed: 1 }), {
        fraction: 0.1,
        seed: 1,
      });
      expect(Object.entries(made.provenance.counts as object)).toEqual([[name, 10]]);
      expect(contaminants(made).map(({ category }) => category)).toEqual(Array(10).fill(name));
    },
  );

  test("leaves images of unknown label as they are, and passes none off as normal", () => {
    const unknown = { ...nut.samples[0], id: "?", split: "test", label: null } as const;
    const made = contaminate(
      { ...nut, samples: [...nut.samples, unknown] },
      { fraction: 0.1, seed: 42 },
    );
    expect(made.samples).toContainEqual(unknown);
    expect(contaminants(made)).toEqual(contaminants(contaminate(nut, { fraction: 0.1, seed: 42 })));
  });
});
