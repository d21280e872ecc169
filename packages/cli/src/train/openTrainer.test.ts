import type { Method } from "@flawlens/detector";
import { expect, test } from "vitest";
import { manifestOf } from "../../test/manifestOf.ts";
import { dataConfig } from "../data/dataConfig.ts";
import { runDataOf } from "../data/runData.ts";
import { openTrainer, release } from "./openTrainer.ts";
import type { Run } from "./run.ts";

test("openTrainer gives a trainer and what decides its numbers; release its memory back", async () => {
  let disposed = 0;
  const trainer = { detector: { params: { w: { dispose: () => void disposed++ } } } };
  const method = {
    name: "mine",
    identity: ({ width }: { width: number }) => ({ width }),
    create: () => Promise.resolve(trainer),
  } as unknown as Method;
  const run = {
    options: { out: "out" },
    loaded: { method, from: "mine", packages: [] },
    config: { method: { width: 4, shown: 9 }, data: dataConfig.parse({}), preset: null },
    seed: 7,
    data: runDataOf(manifestOf([{ id: "a" }], { defectTypes: ["pit"] })),
  } as unknown as Run;
  const opened = await openTrainer(run);
  expect(opened.trainer).toBe(trainer);
  const { config, ...identity } = opened.identity;
  expect(identity).toEqual({ method: "mine", seed: 7, types: ["pit"], weights: {} });
  expect(config).toMatchObject({ width: 4, data: { testFraction: expect.any(Number) } });
  expect(config).not.toHaveProperty("shown");
  release(opened.trainer);
  expect(disposed).toBe(1);
});
