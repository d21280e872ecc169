import { expect, test } from "vitest";
import type { Grid } from "../src/grid.ts";
import { UndefinedMetricError } from "../src/undefinedMetricError.ts";
import { mapOf, maskOf } from "./grid.ts";

/** What every metric that ranks the pixels of all images promises about its input. */
export function pixelMetricContract(
  name: string,
  metric: (maps: readonly Grid[], masks: readonly Grid[]) => unknown,
): void {
  test("names the image and the pixel of a mask that is not binary", () => {
    const masks = [maskOf("#.."), { data: Uint8Array.of(0, 0, 7), height: 1, width: 3 }];
    expect(() => metric([mapOf([1, 2, 3]), mapOf([1, 2, 3])], masks)).toThrow(
      `${name}: expected masks of 0 and 1, got masks[1].data[2] = 7 (row 0, column 2); binarise masks first`,
    );
  });

  test("names the image and the pixel of a score that is not finite", () => {
    const maps = [mapOf([1, 2]), mapOf([1, Number.NaN])];
    expect(() => metric(maps, [maskOf("#."), maskOf("..")])).toThrow(
      `${name}: expected finite scores, got maps[1].data[1] = NaN`,
    );
  });

  test("has no value on normal pixels alone", () => {
    const run = () => metric([mapOf([1, 2])], [maskOf("..")]);
    expect(run).toThrow(UndefinedMetricError);
    expect(run).toThrow(`${name}: expected both classes, got 2 normal and 0 anomalous pixels`);
  });
}
