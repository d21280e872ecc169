import { describe, expect, test } from "vitest";
import { noisyImage, pseudoAnomalyContract } from "../../test/pseudoAnomalyContract.ts";
import { randomStream } from "../randomStream.ts";
import { cutPaste } from "./cutPaste.ts";

/** Sides of the box around the mask, and how much of the box it fills. */
function boxOf({ data, height, width }: { data: Uint8Array; height: number; width: number }) {
  let [top, left, bottom, right, area] = [height, width, -1, -1, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (data[y * width + x] === 1) {
        area++;
        [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
        [left, right] = [Math.min(left, x), Math.max(right, x)];
      }
  const [h, w] = [bottom - top + 1, right - left + 1];
  return { h, w, area, share: area / (height * width) };
}

describe("cutPaste", () => {
  describe("patches and scars", () => {
    pseudoAnomalyContract(cutPaste());
  });

  test("pastes upright patches of 2 to 15 % of the image, wide and tall ones", () => {
    const random = randomStream(1);
    const anomaly = cutPaste({ shape: "patch" });
    const image = noisyImage(128, 128);
    const boxes = Array.from({ length: 300 }, () => boxOf(anomaly(image, { random }).mask));
    for (const { h, w, area, share } of boxes) {
      expect(area).toBe(h * w);
      expect(share).toBeGreaterThan(0.018); // sides are rounded
      expect(share).toBeLessThan(0.158);
      expect(h / w).toBeGreaterThan(0.27);
      expect(h / w).toBeLessThan(3.6);
    }
    const wide = boxes.filter(({ h, w }) => w > h).length;
    expect(Math.abs(wide - 150)).toBeLessThan(45); // half of them, but for squares; 4 σ and these
  });

  test("pastes what was cut, unchanged without jitter", () => {
    const image = noisyImage(40, 40);
    const anomaly = cutPaste({ shape: "patch", jitter: 0, areaFraction: [0.05, 0.05] });
    const { image: made, mask } = anomaly(image, { random: randomStream(2) });
    const { h, w } = boxOf(mask);
    const first = mask.data.indexOf(1);
    const rowOf = (data: ArrayLike<number>, at: number) =>
      Array.from({ length: 3 * w }, (_, i) => data[3 * at + i]).join();
    const pasted = Array.from({ length: h }, (_, y) => rowOf(made.data, first + 40 * y));
    const origins = Array.from({ length: 1600 }, (_, at) => at).filter((at) =>
      pasted.every((row, y) => rowOf(image.data, at + 40 * y) === row),
    );
    expect(origins).toHaveLength(1);
  });

  test("changes colors within the jitter", () => {
    const image = { ...noisyImage(64, 64), data: new Float32Array(64 * 64 * 3).fill(0.6) };
    const random = randomStream(3);
    const anomaly = cutPaste({ jitter: 0.1 });
    const levels = Array.from({ length: 200 }, () => {
      const { image: made, mask } = anomaly(image, { random });
      return made.data[3 * mask.data.indexOf(1)];
    });
    // (0.6 · [0.9, 1.1] - 0.5) · [0.9, 1.1] + 0.5, whatever the turn of a grey's hue
    expect(Math.min(...levels)).toBeGreaterThan(0.53);
    expect(Math.max(...levels)).toBeLessThan(0.677);
    expect(Math.max(...levels) - Math.min(...levels)).toBeGreaterThan(0.08);
  });

  test("pastes thin scars, turned", () => {
    const random = randomStream(4);
    const anomaly = cutPaste({ shape: "scar" });
    const image = noisyImage(128, 128, { channels: 1 });
    const boxes = Array.from({ length: 200 }, () => boxOf(anomaly(image, { random }).mask));
    for (const { area, h, w } of boxes) {
      expect(area).toBeLessThanOrEqual(16.5 * 25.5 * 1.15); // a turned rectangle's pixels vary a little
      expect(Math.hypot(h, w)).toBeLessThan(44);
    }
    expect(boxes.some(({ area, h, w }) => area < 0.7 * h * w)).toBe(true);
  });

  test("pastes of a turned scar what was cut and nothing beside it", () => {
    const random = randomStream(6);
    const anomaly = cutPaste({ shape: "scar", scarWidthPx: [4, 4], scarLengthPx: [20, 20] });
    const image = noisyImage(400, 400, { channels: 1 });
    const areas = Array.from({ length: 60 }, () => boxOf(anomaly(image, { random }).mask).area);
    // Turned, 4 x 20 px cover 80 on average; one row more of them would be 100, one column more 84.
    expect(Math.abs(areas.reduce((a, b) => a + b) / 60 - 80)).toBeLessThan(1.5);
  });

  // The number 0.5 leaves colors as they are; a draw just below 1 gives the upper end of a range.
  const ends = (first: number[], rest: number) => {
    const draws = [...first];
    return { random: () => draws.shift() ?? rest };
  };
  test.each([
    { shape: "patch", draw: 0, h: 8, w: 26 }, // 200 px: √(200 · 0.3), √(200 / 0.3)
    { shape: "patch", draw: 1 - 1e-9, h: 70, w: 21 }, // 1500 px: √(1500 · 3.3), √(1500 / 3.3)
  ] as const)("has the paper's ends of sizes: a $shape, $h x $w", ({ shape, draw, h, w }) => {
    const { mask } = cutPaste({ shape })(noisyImage(100, 100), ends([draw, draw, draw], 0.5));
    expect(boxOf(mask)).toMatchObject({ h, w, area: h * w });
  });

  test.each([
    { aspectRatio: [2, 3] as const, h: 20, w: 10 },
    { aspectRatio: [0.5, 0.5] as const, h: 10, w: 20 },
    { aspectRatio: [0.5, 1] as const, h: 10, w: 20 },
    { aspectRatio: [1, 4] as const, h: 14, w: 14 },
  ])("draws from $aspectRatio on the side of 1 that there is", ({ aspectRatio, h, w }) => {
    const options = { shape: "patch", areaFraction: [0.02, 0.02], aspectRatio } as const;
    const first = aspectRatio[0] === aspectRatio[1] ? [0, 0] : [0, 0.99, 0];
    const { mask } = cutPaste(options)(noisyImage(100, 100), ends(first, 0.5));
    expect(boxOf(mask)).toMatchObject({ h, w });
  });

  // Draws: thickness, length, angle; row and column of the cut, then of the place. Sizes are the paper's ends.
  test.each([
    { of: "the smallest, in a corner", draws: [0, 0, 0, 0.3, 0.2, 0, 0], h: 2, w: 10, degrees: -45 },
    { of: "the largest, in the other", draws: [1 - 1e-9, 1 - 1e-9, 1 - 1e-9, 0, 0, 1 - 1e-9, 1 - 1e-9], h: 16, w: 25, degrees: 45 },
    { of: "one turned by 18 degrees", draws: [0.5, 0.4, 0.7, 0.9, 0.1, 0.4, 0.6], h: 9, w: 16, degrees: 18 },
  ])("pastes of a scar what the turn back finds in the cut: $of", ({ draws, h, w, degrees }) => {
    const image = noisyImage(40, 60, { channels: 1 });
    const foreground = { height: 40, width: 60, data: image.data.map((v) => (v > 20 ? 1 : 0)) };
    const { image: made, mask } = cutPaste({ shape: "scar" })(image, { ...ends(draws, 0.5), foreground });
    const at = (draw: number, room: number) => Math.floor(draw * (room + 1));
    const cut = [at(draws[3], 40 - h), at(draws[4], 60 - w)];
    const middle = [at(draws[5], 40 - h) + (h - 1) / 2, at(draws[6], 60 - w) + (w - 1) / 2];
    const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    const expected = { data: image.data.slice(), mask: new Uint8Array(2400) };
    for (let i = 0; i < 2400; i++) {
      const [dy, dx] = [Math.floor(i / 60) - middle[0], (i % 60) - middle[1]];
      const y = Math.round(cos * dy - sin * dx + (h - 1) / 2);
      const x = Math.round(sin * dy + cos * dx + (w - 1) / 2);
      if (y < 0 || y >= h || x < 0 || x >= w || foreground.data[i] === 0) continue;
      expected.mask[i] = 1;
      expected.data[i] = image.data[(cut[0] + y) * 60 + cut[1] + x];
    }
    expect({ data: made.data, mask: mask.data }).toEqual(expected);
  }); // prettier-ignore

  test("is as often a patch as a scar", () => {
    const areaOf = (first: number) =>
      boxOf(cutPaste()(noisyImage(100, 100), ends([first, 0, 0, 0.5], 0.5)).mask).area;
    expect([areaOf(0.499), areaOf(0.5)]).toEqual([11 * 18, 2 * 10]); // √(200 · 0.65) x √(200 / 0.65)
  });

  test("labels an image of which nothing lies on the foreground 0, and others 1", () => {
    const image = noisyImage(20, 30);
    const made = (value: number) =>
      cutPaste()(image, {
        random: randomStream(1),
        foreground: { data: new Uint8Array(600).fill(value), height: 20, width: 30 },
      });
    expect(made(0)).toMatchObject({ label: 0, image: { data: image.data } });
    expect(made(1).label).toBe(1);
  });

  test("fits into images smaller than a scar", () => {
    const { mask } = cutPaste({ shape: "scar" })(noisyImage(3, 5), { random: randomStream(1) });
    expect(mask.data.includes(1)).toBe(true);
  });

  test.each([
    {
      options: { areaFraction: [0, 0.1] as const },
      message: "expected areaFraction as a range above 0 and up to 1, got [0, 0.1]",
    },
    {
      options: { areaFraction: [0.5, 1.1] as const },
      message: "expected areaFraction as a range above 0 and up to 1, got [0.5, 1.1]",
    },
    {
      options: { scarWidthPx: [0, 1] as const },
      message: "expected scarWidthPx as a range above 0, got [0, 1]",
    },
    {
      options: { scarLengthPx: [9, 8] as const },
      message: "expected scarLengthPx as a range above 0, got [9, 8]",
    },
    { options: { jitter: -0.1 }, message: "expected a jitter in [0, 1), got -0.1" },
    {
      options: { aspectRatio: [2, 1] as const },
      message: "expected aspectRatio as a range above 0, got [2, 1]",
    },
    { options: { jitter: 1 }, message: "expected a jitter in [0, 1), got 1" },
  ])("refuses: $message", ({ options, message }) => {
    expect(() => cutPaste(options)).toThrow(new RangeError(`cutPaste: ${message}`));
  });
});
