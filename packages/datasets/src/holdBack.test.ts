import { randomStream, randomStreamFromState } from "@flawlens/sampling";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../test/manifest.ts";
import { holdBack } from "./holdBack.ts";
import type { Manifest } from "./manifest.ts";

const idsOf = ({ samples }: Manifest, wanted: string) =>
  samples.filter(({ split }) => split === wanted).map(({ id }) => id);

describe("holdBack", () => {
  test.each([
    { images: 10, fraction: 0.1, held: 1 },
    { images: 20, fraction: 0.2, held: 4 },
    { images: 8, fraction: 0.25, held: 2 },
    { images: 2, fraction: 0.01, held: 1 }, // at least one
    { images: 2, fraction: 0.99, held: 1 }, // at least one stays
    { images: 10, fraction: 0.99, held: 9 },
  ])(
    "moves $held of $images single images at a fraction of $fraction",
    ({ images, fraction, held }) => {
      const manifest = manifestOf(Array.from({ length: images }, () => ({})));
      const sided = holdBack(manifest, { fraction, random: randomStream(1) });
      expect(idsOf(sided, "validation")).toHaveLength(held);
      expect(idsOf(sided, "train")).toHaveLength(images - held);
      expect(sided.splits).toBe("made");
      expect(idsOf(manifest, "train")).toHaveLength(images); // not changed
    },
  );

  test("moves whole parts: of parts of 4, 4 and 2 images the last, for a fifth", () => {
    const manifest = manifestOf(
      ["a", "a", "a", "a", "b", "b", "b", "b", "c", "c"].map((part) => ({ part })),
    );
    for (let seed = 0; seed < 5; seed++)
      expect(
        idsOf(holdBack(manifest, { fraction: 0.2, random: randomStream(seed) }), "validation"),
      ).toEqual(["s8", "s9"]);
  });

  test("leaves anomalous images, other sides and parts that they share alone", () => {
    const manifest = manifestOf([
      { part: "1" },
      { part: "1", defectTypes: ["crack"] },
      { part: "2", split: "test" },
      { part: "2" },
      { split: "validation" },
      { defectTypes: ["crack"], split: "test" },
      { part: "3" },
      { part: "4" },
    ]);
    const sided = holdBack(manifest, { fraction: 0.5, random: randomStream(3) });
    expect(sided.samples.slice(0, 6)).toEqual(manifest.samples.slice(0, 6));
    expect(new Set(sided.samples.slice(6).map(({ split }) => split))).toEqual(
      new Set(["train", "validation"]),
    );
  });

  test("holds some of every category back", () => {
    const manifest = manifestOf(
      Array.from({ length: 40 }, (_, i) => ({ category: i < 30 ? "nut" : "pin" })),
    );
    const { samples } = holdBack(manifest, { fraction: 0.1, random: randomStream(2) });
    const held = samples.filter(({ split }) => split === "validation");
    expect(held.map(({ category }) => category)).toEqual(["nut", "nut", "nut", "pin"]);
  });

  test("never tears a part, always leaves a part in training and gives at least one", () => {
    const anySamples = fc.array(
      fc.record({
        category: fc.constantFrom("nut", "pin"),
        part: fc.option(fc.constantFrom("1", "2", "3", "4"), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(
        anySamples,
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.integer(),
        (samples, fraction, seed) => {
          const manifest = manifestOf(samples);
          const keyOf = (s: { category: string; part?: string; id: string }) =>
            `${s.category}/${s.part ?? `alone ${s.id}`}`;
          fc.pre(new Set(manifest.samples.map(keyOf)).size >= 2);
          const sided = holdBack(manifest, { fraction, random: randomStream(seed) });
          const sides = new Map<string, string>();
          for (const sample of sided.samples)
            expect(sides.get(keyOf(sample)) ?? sample.split).toBe(
              (sides.set(keyOf(sample), sample.split), sample.split),
            );
          expect(new Set(sides.values())).toEqual(new Set(["train", "validation"]));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("is decided by the stream, whose state it keeps", () => {
    const manifest = manifestOf(
      Array.from({ length: 40 }, () => ({})),
      { provenance: { function: "mine" }, warnings: ["mine"] },
    );
    const random = randomStream(5);
    random();
    const sided = holdBack(manifest, { fraction: 0.25, random });
    expect(sided.provenance).toMatchObject({
      function: "holdBack",
      fraction: 0.25,
      of: { function: "mine" },
    });
    expect(sided.warnings).toEqual(["mine"]);
    const again = randomStreamFromState(sided.provenance!.random as string);
    expect(holdBack(manifest, { fraction: 0.25, random: again })).toEqual(sided);
    const other = holdBack(manifest, { fraction: 0.25, random: randomStream(6) });
    expect(idsOf(other, "validation")).not.toEqual(idsOf(sided, "validation"));
  });

  test.each([{ fraction: 0 }, { fraction: 1 }, { fraction: NaN }])(
    "refuses a fraction of $fraction",
    ({ fraction }) => {
      expect(() => holdBack(manifestOf([{}, {}]), { fraction, random: Math.random })).toThrow(
        new RangeError(`holdBack: expected a fraction between 0 and 1, got ${fraction}`),
      );
    },
  );

  test("refuses a data set with one part of normal images", () => {
    const manifest = manifestOf([{ part: "1" }, { part: "1" }, { defectTypes: ["crack"] }]);
    expect(() => holdBack(manifest, { fraction: 0.5, random: randomStream(1) })).toThrow(
      "holdBack: expected at least 2 parts with normal training images alone, got 1; add normal images",
    );
  });
});
