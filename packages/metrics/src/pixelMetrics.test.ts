import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets } from "../test/grid.ts";
import { pixelMetricContract } from "../test/pixelMetricContract.ts";
import { aupro } from "./aupro.ts";
import { pixelAuroc } from "./pixelAuroc.ts";
import { pixelAveragePrecision } from "./pixelAveragePrecision.ts";
import { pixelF1Max } from "./pixelF1Max.ts";
import { pixelMetrics } from "./pixelMetrics.ts";

describe("pixelMetrics", () => {
  test("computed together are those computed one by one", () => {
    fc.assert(
      fc.property(imageSets, ({ maps, masks }) => {
        expect(pixelMetrics(maps, masks, { fprLimit: 0.2 })).toEqual({
          auroc: pixelAuroc(maps, masks),
          averagePrecision: pixelAveragePrecision(maps, masks),
          f1Max: pixelF1Max(maps, masks),
          aupro: aupro(maps, masks, { fprLimit: 0.2 }),
        });
      }),
    );
  });

  pixelMetricContract("pixelMetrics", pixelMetrics);
});
