import { detectorContract } from "@flawlens/detector/testing";
import { describe, expect, test } from "vitest";
import { adlMode, paperMode, referenceMode } from "../src/network/modes.ts";
import { onEngine } from "./onEngine.ts";
import { tinyModel } from "./tiny.ts";

describe.each([referenceMode, paperMode, adlMode])(
  "ADL in mode $name keeps the contract of detectors",
  (mode) => {
    onEngine("ort");
    test.each(detectorContract(() => tinyModel({ mode })))("$claim", async ({ check }) => {
      await expect(check()).resolves.toBeUndefined();
    });
  },
);
