import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { specimen } from "./_specimen.ts";
import { board } from "./categories/board.ts";
import { capsule } from "./categories/capsule.ts";
import { gear } from "./categories/gear.ts";
import { plate } from "./categories/plate.ts";
import { weave } from "./categories/weave.ts";
import { contamination } from "./defects/contamination.ts";
import { deformation } from "./defects/deformation.ts";
import { missingParts } from "./defects/missingParts.ts";
import { pit } from "./defects/pit.ts";
import { scratch } from "./defects/scratch.ts";

const SIZE = 64;
const cases = [gear, plate, capsule, weave, board].flatMap((category) =>
  [pit, deformation, scratch, missingParts, contamination].map((type) => ({ category, type })),
);

describe("specimen", () => {
  // The same seed draws the same part, light and noise, so that only the defect differs.
  test.each(cases)("marks what $type.name changes on a $category.name", ({ category, type }) => {
    for (const seed of [1, 2, 3]) {
      const clean = specimen(category, null, SIZE, randomStream(seed));
      const { pixels, mask } = specimen(category, type, SIZE, randomStream(seed));
      expect(clean.mask).toBeNull();
      const change = Array.from(mask!, (_, i) =>
        Math.max(...[0, 1, 2].map((c) => Math.abs(pixels[3 * i + c] - clean.pixels[3 * i + c]))),
      );
      const marked = change.filter((_, i) => mask![i] === 1);
      // Holes that were filled may have changed less than the 12 levels that count, lone pixels
      // more; rounding moves a level by one.
      expect(marked.filter((by) => by >= 11).length).toBeGreaterThan(0.75 * marked.length);
      const missed = change.filter((by, i) => mask![i] === 0 && by > 13).length;
      expect(missed).toBeLessThanOrEqual(0.01 * SIZE * SIZE);
      expect(marked.length).toBeGreaterThan(5);
      expect(marked.length).toBeLessThan(0.5 * SIZE * SIZE);
    }
  });
});
