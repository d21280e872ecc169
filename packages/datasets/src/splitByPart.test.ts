import { randomStream, randomStreamFromState } from "@flawlens/sampling";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../test/manifest.ts";
import { realData } from "../test/realData.ts";
import { magneticTile } from "./layouts/magneticTile.ts";
import type { Manifest, Split } from "./manifest.ts";
import { splitByPart } from "./splitByPart.ts";

const fractions = { train: 0.6, validation: 0.1, test: 0.3 };
const SIDES: readonly Split[] = ["train", "validation", "test"];

/** How many samples of each type are on each side. */
function table(manifest: Manifest): Record<string, Record<Split, number>> {
  const counts: Record<string, Record<Split, number>> = {};
  for (const { defectTypes, split } of manifest.samples)
    for (const type of defectTypes.length > 0 ? defectTypes : ["normal"]) {
      counts[type] ??= { train: 0, validation: 0, test: 0 };
      counts[type][split]++;
    }
  return counts;
}

function sidesOfParts(manifest: Manifest): Map<string, Set<Split>> {
  const sides = new Map<string, Set<Split>>();
  for (const { category, part, id, split } of manifest.samples) {
    const key = part === undefined ? `id ${id}` : `${category}/${part}`;
    sides.set(key, (sides.get(key) ?? new Set()).add(split));
  }
  return sides;
}

const anySamples = fc.array(
  fc.record({
    category: fc.constantFrom("nut", "bolt"),
    part: fc.option(fc.constantFrom("1", "2", "3", "4", "5", "6", "7"), { nil: undefined }),
    defectTypes: fc.subarray(["crack", "dent"]),
  }),
  { minLength: 1, maxLength: 60 },
);

describe("splitByPart", () => {
  test("never puts a part on two sides, keeps every sample and its order", () => {
    fc.assert(
      fc.property(anySamples, fc.integer(), (samples, seed) => {
        const manifest = manifestOf(samples);
        const split = splitByPart(manifest, { fractions, random: randomStream(seed) });
        expect([...sidesOfParts(split).values()].every((sides) => sides.size === 1)).toBe(true);
        const unsplit = split.samples.map((sample) => Object.assign(sample, { split: "train" }));
        expect(unsplit).toEqual(manifest.samples);
      }),
      { numRuns: 60 },
    );
  });

  test("puts a type on every side when it has a part for each, even beside a huge one", () => {
    const part = (type: string, name: string, images: number) =>
      Array.from({ length: images }, () => ({ defectTypes: [type], part: name }));
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 3, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 3, maxLength: 6 }),
        fc.integer(),
        (cracks, dents, seed) => {
          const manifest = manifestOf([
            ...cracks.flatMap((images, i) => part("crack", `c${i}`, images)),
            ...dents.flatMap((images, i) => part("dent", `d${i}`, images)),
            ...Array.from({ length: 100 }, () => ({})),
          ]);
          const split = splitByPart(manifest, { fractions, random: randomStream(seed) });
          for (const counts of Object.values(table(split)))
            for (const side of SIDES) expect(counts[side]).toBeGreaterThan(0);
          expect(split.warnings).toBeUndefined();
        },
      ),
      { numRuns: 40 },
    );
  });

  test("leaves no type out of training, however few parts show it and whatever is on them", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            category: fc.constantFrom("nut", "bolt", "pin"),
            part: fc.nat({ max: 12 }).map(String),
            defectTypes: fc.subarray(["a", "b", "c", "d", "e"]),
          }),
          { minLength: 1, maxLength: 30 },
        ),
        fc.constantFrom(fractions, { train: 0.05, validation: 0.05, test: 0.9 }),
        fc.integer(),
        (samples, fractions, seed) => {
          const manifest = manifestOf(samples);
          const { samples: split } = splitByPart(manifest, {
            fractions,
            random: randomStream(seed),
          });
          const trained = split.filter((sample) => sample.split === "train");
          for (const type of manifest.defectTypes)
            expect(trained.some((sample) => sample.defectTypes.includes(type))).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  test.each([
    { parts: 1, sides: ["train"] },
    { parts: 2, sides: ["train", "test"] },
    { parts: 3, sides: ["train", "validation", "test"] },
  ])("puts a type of $parts parts on $sides", ({ parts, sides }) => {
    const few = Array.from({ length: parts }, () => ({ defectTypes: ["crack"] }));
    const others = Array.from({ length: 50 }, (_, i) => ({ defectTypes: i < 20 ? ["dent"] : [] }));
    for (let seed = 0; seed < 20; seed++) {
      const random = randomStream(seed);
      const { crack } = table(splitByPart(manifestOf([...few, ...others]), { fractions, random }));
      expect(SIDES.filter((side) => crack[side] > 0)).toEqual(sides);
    }
  });

  test("says where the stream stood, so that the split can be made again", () => {
    const manifest = manifestOf(
      Array.from({ length: 40 }, () => ({})),
      {
        provenance: { function: "mine" },
      },
    );
    const random = randomStream(5);
    random();
    const split = splitByPart(manifest, { fractions, random });
    expect(split.provenance).toMatchObject({ fractions, of: { function: "mine" } });
    const again = randomStreamFromState(split.provenance!.random as string);
    expect(splitByPart(manifest, { fractions, random: again })).toEqual(split);
    const mute = splitByPart(manifest, { fractions, random: () => 0.5 });
    expect(mute.provenance!.random).toBeNull();
  });

  test("shares single-image parts out exactly, in each category", () => {
    const samples = ["nut", "bolt"].flatMap((category) =>
      Array.from({ length: 60 }, (_, i) => ({
        category,
        defectTypes: i < 20 ? ["crack"] : i < 30 ? ["dent"] : [],
      })),
    );
    const split = splitByPart(manifestOf(samples), { fractions, random: randomStream(1) });
    expect(table(split)).toEqual({
      crack: { train: 24, validation: 4, test: 12 },
      dent: { train: 12, validation: 2, test: 6 },
      normal: { train: 36, validation: 6, test: 18 },
    });
    const nuts = split.samples.filter((sample) => sample.category === "nut");
    expect(table({ ...split, samples: nuts }).crack).toEqual({ train: 12, validation: 2, test: 6 });
  });

  // One pass gives each part to the side that is furthest behind. Of the 10 orders of parts of 3, 3,
  // 2, 2 and 2 images, only 3 2 2 3 2 and 2 3 2 3 2 halve them that way: a single pass succeeds in 2
  // of 10 cases, for all 12 seeds with a chance of 0.2^12. For a quarter, the first part alone trains,
  // if it has 3 images; if it has 2, a pass ends with 2 or 4. The worst of 64 passes is never right.
  test.each([
    { fractions: { train: 0.5, validation: 0, test: 0.5 }, train: 6 }, // 3 + 3 or 2 + 2 + 2 of 12
    { fractions: { train: 0.25, validation: 0, test: 0.75 }, train: 3 },
  ])("keeps the best of its passes: $train of 12 images train", ({ fractions, train }) => {
    const manifest = manifestOf(
      [3, 3, 2, 2, 2].flatMap((images, part) =>
        Array.from({ length: images }, () => ({ part: String(part) })),
      ),
    );
    for (let seed = 0; seed < 12; seed++) {
      const split = splitByPart(manifest, { fractions, random: randomStream(seed) });
      expect(table(split).normal).toEqual({ train, validation: 0, test: 12 - train });
    }
  });

  test.each([
    { parts: 5, passes: 64 },
    { parts: 312, passes: 64 }, // 20,000 / 312 = 64.1
    { parts: 313, passes: 63 }, // 63.9
    { parts: 7_000, passes: 2 },
    { parts: 20_001, passes: 1 },
  ])("makes $passes passes over $parts parts", ({ parts, passes }) => {
    const manifest = manifestOf(Array.from({ length: parts }, () => ({})));
    let draws = 0;
    const random = () => {
      draws++;
      return 0;
    };
    splitByPart(manifest, { fractions, random });
    expect(draws).toBe(passes * (parts - 1)); // a shuffle draws once for each part but the first
  });

  test("is decided by the seed", () => {
    const manifest = manifestOf(Array.from({ length: 40 }, () => ({})));
    const sides = (seed: number) =>
      splitByPart(manifest, { fractions, random: randomStream(seed) }).samples.map((s) => s.split);
    expect(sides(1)).toEqual(sides(1));
    expect(sides(1)).not.toEqual(sides(2));
  });

  test("says which type a side has to do without", () => {
    const manifest = manifestOf([
      ...Array.from({ length: 6 }, () => ({})),
      { defectTypes: ["crack"], part: "a" },
      { defectTypes: ["crack"], part: "b" },
    ]);
    const split = splitByPart(manifest, { fractions, random: randomStream(1) });
    expect(split.warnings).toEqual([
      "splitByPart: no crack on the validation side: too few parts show it",
    ]);
    expect(split.splits).toBe("made");
  });

  test("leaves a side of fraction 0 empty", () => {
    const manifest = manifestOf(Array.from({ length: 10 }, () => ({})));
    const halves = { train: 0.5, validation: 0, test: 0.5 };
    const split = splitByPart(manifest, { fractions: halves, random: randomStream(1) });
    expect(table(split).normal).toEqual({ train: 5, validation: 0, test: 5 });
  });

  test.each([
    { fractions: { train: 0.5, validation: 0.1, test: 0.1 }, got: "0.5, 0.1, 0.1" },
    { fractions: { train: 1.5, validation: 0, test: -0.5 }, got: "1.5, 0, -0.5" },
  ])("refuses fractions $got", ({ fractions, got }) => {
    expect(() => splitByPart(manifestOf([{}]), { fractions, random: Math.random })).toThrow(
      new RangeError(
        `splitByPart: expected fractions of train, validation and test from 0 that add up to 1, got ${got}`,
      ),
    );
  });

  const tiles = realData("magnetic-tile");
  test.skipIf(tiles.absent)(
    "splits the magnetic tiles by tile group with every type on every side",
    async () => {
      const manifest = await magneticTile(tiles.path);
      const split = splitByPart(manifest, { fractions, random: randomStream(1) });
      expect([...sidesOfParts(split).values()].every((sides) => sides.size === 1)).toBe(true);
      const counts = table(split);
      for (const side of SIDES)
        for (const type of [...manifest.defectTypes, "normal"])
          expect(counts[type][side]).toBeGreaterThan(0);
      // 0.6 of 490 images; whole groups leave some play.
      const train = split.samples.filter((sample) => sample.split === "train").length;
      expect(Math.abs(train - 294)).toBeLessThan(15);
    },
  );

  test("divides images of unknown label among the sides, as neither normal nor anomalous", () => {
    const samples = Array.from({ length: 20 }, (_, i) => ({ label: i < 10 ? null : (0 as const) }));
    const fractions = { train: 0.5, validation: 0, test: 0.5 };
    const { samples: made } = splitByPart(manifestOf(samples), {
      fractions,
      random: randomStream(1),
    });
    const count = (label: 0 | null) =>
      made.filter((sample) => sample.split === "test" && sample.label === label).length;
    expect([count(0), count(null)]).toEqual([5, 5]);
  });
});
