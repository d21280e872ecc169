import { describe, expect, test } from "vitest";

import { tokenizer } from "../../test/tokenizer.ts";
import { mvtecDescriptions } from "./mvtecDescriptions.ts";

/** The number of defect folders of each category, as MVTec AD's own table lists them. */
const folders = {
  bottle: 3,
  cable: 8,
  capsule: 5,
  carpet: 5,
  grid: 5,
  hazelnut: 4,
  leather: 5,
  metal_nut: 4,
  pill: 7,
  screw: 5,
  tile: 5,
  toothbrush: 1,
  transistor: 4,
  wood: 5,
  zipper: 7,
};

describe("mvtecDescriptions", () => {
  test("have every defect folder of MVTec AD once", () => {
    const counts: Record<string, number> = {};
    for (const [category] of mvtecDescriptions) counts[category] = (counts[category] ?? 0) + 1;
    expect(counts).toEqual(folders);
    const pairs = mvtecDescriptions.map(([category, type]) => `${category}/${type}`);
    expect(new Set(pairs).size).toBe(73);
  });

  test("are 73 different texts that name their category, of at most 9 of CLIP's tokens", () => {
    expect(new Set(mvtecDescriptions.map(([, , text]) => text)).size).toBe(73);
    for (const [category, , text] of mvtecDescriptions) {
      expect(text).toContain(category.replace("_", " "));
      expect(tokenizer.encode(text).length).toBeLessThanOrEqual(9);
    }
  });
});
