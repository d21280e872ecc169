import "../../test/cpu.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initParams } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { handRegions } from "../../test/handRegions.ts";
import { tinyClip } from "../../test/tiny.ts";
import { tokenizer } from "../../test/tokenizer.ts";
import type { RegionManifest } from "../data/regionRecord.ts";
import { describerConfig } from "../describer/describerConfig.ts";
import type { RegionDescriber } from "../describer/regionDescriber.ts";
import { alphaClipSpec } from "../model/alphaClip.ts";
import { clipTowers } from "../towers/clipTowers.ts";
import { createAlphaClip } from "../use/createAlphaClip.ts";
import { evaluateDescriber } from "./evaluateDescriber.ts";
import { judgeDescriptions } from "./judgeDescriptions.ts";

let root: string;
let regions: RegionManifest;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "evaluate-"));
  regions = await handRegions(root);
});
afterAll(() => rm(root, { recursive: true }));

const towers = clipTowers({ config: tinyClip, tokenizer });
const spec = alphaClipSpec(tinyClip).map((entry) => ({ ...entry, init: { normal: 0.5 } }));
const paramsOf = (seed: number) => initParams(spec, { random: randomStream(seed) });
const describer: RegionDescriber = {
  config: describerConfig.parse({ epochs: 1 }),
  descriptions: [],
  texts: ["scratch on gear", "hole in wood"],
  seed: 7,
  dataset: { name: "hand", hash: "hash" },
  versions: { node: "as trained" },
  towers,
  params: paramsOf(1),
};

describe("evaluateDescriber", () => {
  test("judges the model, and what it was before training where that could describe", async () => {
    const before = paramsOf(2);
    const done: string[] = [];
    const evaluation = await evaluateDescriber({ ...describer, before }, regions, {
      onProgress: (count, total) => done.push(`${count}/${total}`),
    });
    const judged = await Promise.all(
      [describer.params, before].map((params) =>
        judgeDescriptions(createAlphaClip({ towers, params }), regions),
      ),
    );
    expect(evaluation).toEqual({
      split: "test",
      candidates: 3,
      chance: { all: 1 / 3, sameObject: 2 / 3 },
      accuracy: judged[0].judgement,
      zeroShot: judged[1].judgement,
      unknown: ["stain on gear"],
      regions: judged[0].regions,
    });
    expect([done[0], done.at(-1)]).toEqual(["1/18", "18/18"]);
  });

  test("has nothing from before training for a network that began from nothing", async () => {
    expect(await evaluateDescriber(describer, regions)).not.toHaveProperty("zeroShot");
  });
});
