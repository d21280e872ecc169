import { describe, expect, test } from "vitest";

import type { RegionRecord } from "../data/regionRecord.ts";
import { wrongRegions } from "./wrongRegions.ts";

const region = (id: string, category: string, description: string) =>
  ({ id, sample: id.split("#")[0], category, description }) as RegionRecord;
const wrongOf = (regions: RegionRecord[]) =>
  Object.fromEntries([...wrongRegions(regions)].map(([id, { id: wrong }]) => [id, wrong]));

describe("wrongRegions", () => {
  test("takes the next of the category with another description, else of another category, else any", () => {
    const regions = [
      region("a#0", "wood", "hole"),
      region("a#1", "wood", "scratch"), // of the same image
      region("b#0", "wood", "hole"),
      region("c#0", "wood", "scratch"),
      region("d#0", "tile", "oil"),
    ];
    expect(wrongOf(regions)).toEqual({
      "a#0": "c#0",
      "a#1": "b#0",
      "b#0": "c#0",
      "c#0": "a#0",
      "d#0": "a#0",
    });
    expect(wrongOf([region("a#0", "wood", "hole"), region("b#0", "wood", "hole")])).toEqual({ "a#0": "b#0", "b#0": "a#0" }); // prettier-ignore
  });

  test("refuses the regions of one image", () => {
    expect(() => wrongRegions([region("a#0", "wood", "hole"), region("a#1", "wood", "x")])).toThrow(
      "got those of one",
    );
  });
});
