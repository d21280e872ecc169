import "./cpu.ts";
import { receptiveFieldAligned } from "@flawlens/detector";
import { detectorContract } from "@flawlens/detector/testing";
import { describe, expect, test } from "vitest";
import { softmaxMaps } from "../src/maps/activation.ts";
import { tinyModel } from "./tiny.ts";

describe.each([
  { of: "as the paper has it", options: {} },
  {
    of: "with types that compete for cells, which are receptive fields",
    options: {
      activation: softmaxMaps,
      upsampling: receptiveFieldAligned({ offset: 1.5, stride: 4 }),
    },
  },
])("MultiTypeFCDD, $of, keeps the contract of detectors", ({ options }) => {
  test.each(detectorContract(() => tinyModel(options)))("$claim", async ({ check }) => {
    await expect(check()).resolves.toBeUndefined();
  });
});
