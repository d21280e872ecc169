import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { handModel as model, texts } from "../../test/handModel.ts";
import { handRegions } from "../../test/handRegions.ts";
import type { RegionManifest } from "../data/regionRecord.ts";
import { judgeDescriptions } from "./judgeDescriptions.ts";

let root: string;
let regions: RegionManifest;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "judge-"));
  regions = await handRegions(root);
});
afterAll(() => rm(root, { recursive: true }));

describe("judgeDescriptions", () => {
  test("counts right descriptions with each kind of mask, among all and among the object's", async () => {
    const done: number[] = [];
    const { judgement, regions: own } = await judgeDescriptions(model, regions, {
      onProgress: (count, total) => done.push(count / total),
    });
    const accuracyOf = (mask: "region" | "none" | "wrong") =>
      [judgement[mask].all, judgement[mask].sameObject].map(({ total }) => total.correct);
    expect(accuracyOf("region")).toEqual([2, 3]); // the hole is a scratch among all
    expect(accuracyOf("none")).toEqual([1, 2]); // all are stains; wood has one description
    expect(accuracyOf("wrong")).toEqual([0, 1]); // gears by each other's, wood by the first gear's
    expect(own.map(({ id }) => id)).toEqual(["0#0", "1#0", "2#0"]);
    expect(own[2].ranking).toEqual([texts[0], texts[2], texts[1]]);
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => n / 9));
  });
});
