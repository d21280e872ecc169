import { describe, expect, test } from "vitest";
import { manifestOf, samplesOfKind } from "../../test/manifestOf.ts";
import { dataConfig } from "./dataConfig.ts";
import { typedSides } from "./typedSides.ts";
import type { RunData } from "./runData.ts";

const [pit, dent] = [{ defectTypes: ["pit"] }, { defectTypes: ["dent"] }];
const kinds = (count: number, split: "train" | "validation" | "test") =>
  [{}, pit, dent].flatMap((kind) => samplesOfKind(count, { split, ...kind }));
const config = dataConfig.parse({});
const sides = (manifest: ReturnType<typeof manifestOf>, seed = 1) => typedSides(manifest, config, seed); // prettier-ignore
const counts = ({ train, validation, test }: RunData) => [train, validation, test].map(({ length }) => length); // prettier-ignore
const ids = (samples: readonly { id: string }[]) => samples.map(({ id }) => id);

describe("typedSides", () => {
  test("leaves sides that are all there as they are", () => {
    const samples = [...kinds(4, "train"), ...kinds(1, "validation"), ...kinds(2, "test")];
    const data = sides(manifestOf(samples, { splits: "published" }));
    expect([counts(data), data.notes]).toEqual([[12, 3, 6], []]);
  });

  test("cuts validation off training where it alone is missing, and leaves the test alone", () => {
    const samples = [...kinds(8, "train"), ...kinds(3, "test")];
    const data = sides(manifestOf(samples, { splits: "published" }));
    expect(data.notes).toContain(
      "test has no validation images: some training images are held out.",
    );
    expect(ids(data.test)).toEqual(ids(kinds(3, "test") as { id: string }[]));
    expect(counts(data)).toEqual([18, 6, 9]); // a quarter of the training side
  });

  test.each([
    { of: "no test images", samples: [...kinds(8, "train"), ...kinds(2, "validation")], says: "test images" }, // prettier-ignore
    { of: "no defects to train on", samples: [...samplesOfKind(9), ...kinds(9, "test")], says: "defects to train on" }, // prettier-ignore
  ])("splits anew where there are $of, and says so", ({ samples, says }) => {
    const data = sides(manifestOf(samples, { splits: "published" }));
    expect(data.notes).toContain(`test has no ${says}: all its images are split anew.`);
    expect(counts(data).every((count) => count > 0)).toBe(true);
  });

  test("draws by the seed alone", () => {
    const manifest = manifestOf(kinds(10, "train"), { splits: "none" });
    expect(sides(manifest)).toEqual(sides(manifest));
    expect(ids(sides(manifest, 2).test)).not.toEqual(ids(sides(manifest).test));
    expect(sides(manifest).notes).toEqual([]);
  });

  test.each([
    {
      of: "normal images alone",
      samples: samplesOfKind(9),
      says: /expected images of at least one defect type in test, got 9 normal ones: .*--method patchcore/,
    },
    {
      of: "a type that is never trained on",
      samples: [
        ...samplesOfKind(6),
        ...samplesOfKind(4, pit),
        ...kinds(1, "validation"),
        ...kinds(2, "test"),
      ],
      says: /expected training images of every defect type in test, got none of dent \(1 in validation, 2 in test\)/,
    },
    {
      of: "a side without normal images",
      samples: [
        ...kinds(4, "train"),
        ...samplesOfKind(2, { split: "validation", ...pit }),
        ...kinds(2, "test"),
      ],
      says: /expected normal images on the validation side of test, got none among 2; .*--normal NAME/,
    },
  ])("refuses $of", ({ samples, says }) => {
    expect(() => sides(manifestOf(samples, { splits: "published" }))).toThrow(says);
  });
});
