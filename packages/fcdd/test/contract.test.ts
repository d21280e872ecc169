import "./cpu.ts";
import { receptiveFieldAligned } from "@flawlens/detector";
import { detectorContract } from "@flawlens/detector/testing";
import { describe, expect, test } from "vitest";
import { convHead } from "../src/head/convHead.ts";
import { softmaxMaps } from "../src/maps/activation.ts";
import { tinyFrozen, tinyModel } from "./tiny.ts";

describe.each([
  { of: "as the paper has it", options: () => ({}) },
  {
    of: "with types that compete for cells, which are receptive fields",
    options: () => ({
      activation: softmaxMaps,
      upsampling: receptiveFieldAligned({ offset: 1.5, stride: 4 }),
    }),
  },
  {
    of: "at two scales, with dropout",
    options: () => ({
      ...tinyFrozen({ scales: [1, 0.667] }),
      head: convHead({ widths: [6], dropout: 0.3 }),
    }),
  },
])("MultiTypeFCDD, $of, keeps the contract of detectors", ({ options }) => {
  test.each(detectorContract(() => tinyModel(options())))("$claim", async ({ check }) => {
    await expect(check()).resolves.toBeUndefined();
  });
});
