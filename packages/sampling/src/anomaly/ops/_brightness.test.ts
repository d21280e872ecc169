import { describe, expect, test } from "vitest";
import peers from "../../../test/fixtures/colors.json" with { type: "json" };
import { changeBrightness, type BrightnessSpace } from "./_brightness.ts";

const { levels, cases, opencv } = peers;
const colors = levels.flatMap((r) => levels.flatMap((g) => levels.flatMap((b) => [r, g, b])));

/**
 * Largest and mean difference from OpenCV in grey levels, each that of the worst of two tables, rounded up: the
 * conversions of HLS are the same, and the others round in fixed point there.
 */
const bounds: Record<string, [max: number, mean: number]> = {
  YCrCb: [3, 0.006],
  HSV: [1, 0.163],
  HLS: [0, 0],
  Lab: [21, 0.604],
  Luv: [21, 0.454],
  YUV: [3, 0.011],
};

describe("changeBrightness", () => {
  test.each(cases)(
    `does as OpenCV ${opencv} with 512 colors, dark ones and the corners among them: $space, $table`,
    ({ space, table, data }) => {
      const ours = Uint8Array.from(colors);
      const brightness = Uint8Array.from(ours.keys()).slice(0, 256);
      if (table === "inverted") brightness.reverse();
      changeBrightness(ours, space as BrightnessSpace, brightness);
      const theirs = Buffer.from(data, "base64");
      const apart = Array.from(ours, (value, i) => Math.abs(value - theirs[i]));
      const [max, mean] = bounds[space];
      expect(Math.max(...apart)).toBeLessThanOrEqual(max);
      expect(apart.reduce((sum, value) => sum + value) / apart.length).toBeLessThanOrEqual(mean);
    },
  );
});
