import { describe, expect, test } from "vitest";
import { randomStream } from "../randomStream.ts";
import { perlinMask } from "./perlinMask.ts";

const SIZE = { height: 256, width: 256 };

/** Coverage of masks drawn one after the other. */
function coverages(
  count: number,
  seed: number,
  options: Partial<Parameters<typeof perlinMask>[0]> = {},
): number[] {
  const random = randomStream(seed);
  return Array.from({ length: count }, () => {
    const { data } = perlinMask({ ...SIZE, random, ...options });
    let area = 0;
    for (let i = 0; i < data.length; i++) area += data[i];
    return area / data.length;
  });
}

const meanOf = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const emptyOf = (values: number[]) => values.filter((x) => x === 0).length / values.length;

describe("perlinMask", () => {
  test("covers what the published generator covers, over 1000 draws", () => {
    const drawn = coverages(1000, 1).sort((a, b) => a - b);
    const mean = meanOf(drawn);
    const deviation = Math.sqrt(meanOf(drawn.map((x) => (x - mean) ** 2)));
    expect(Math.abs(mean - 0.0485)).toBeLessThan(0.0036);
    expect(Math.abs(emptyOf(drawn) - 0.0506)).toBeLessThan(0.021);
    expect(Math.abs(deviation - 0.0311)).toBeLessThan(0.0057);
    // quantiles of 40,000 draws; four standard errors of 1000
    for (const [quantile, value, within] of [
      [0.25, 0.0372, 0.0042],
      [0.5, 0.0459, 0.0021],
      [0.75, 0.0556, 0.0021],
      [0.9, 0.0735, 0.0064],
      [0.95, 0.0929, 0.017],
    ])
      expect(
        Math.abs(drawn[Math.floor(1000 * quantile)] - value),
        `quantile ${quantile}`,
      ).toBeLessThan(within);
    expect(drawn[999]).toBeLessThan(0.6);
  });

  test.each([
    { sum: 0, empty: 0.594, mean: 0.053 },
    { sum: 2, empty: 0.146, mean: 0.052 },
    { sum: 4, empty: 0.001, mean: 0.05 },
    { sum: 8, empty: 0, mean: 0.047 },
    { sum: 10, empty: 0, mean: 0.044 },
  ])("of exponents that sum to $sum: $empty empty, $mean covered", ({ sum, empty, mean }) => {
    const random = randomStream(sum);
    const pairs = [0, 1, 2, 3, 4, 5].flatMap((k) => (sum - k >= 0 && sum - k <= 5 ? [k] : []));
    const drawn = Array.from({ length: 100 }, () => {
      const k = pairs[Math.floor(pairs.length * random())];
      return coverages(1, Math.floor(1e9 * random()), { resolution: [2 ** k, 2 ** (sum - k)] })[0];
    });
    const spread = Math.sqrt(meanOf(drawn.map((x) => (x - mean) ** 2)) / 100);
    expect(Math.abs(emptyOf(drawn) - empty)).toBeLessThan(
      4 * Math.sqrt((empty * (1 - empty)) / 100) + 0.005,
    );
    expect(Math.abs(meanOf(drawn) - mean)).toBeLessThan(4 * spread + 0.0005);
  });

  // un-rotated, square resolutions: mean and deviation of coverage, empty share
  test.each([
    { cells: 1, mean: 0.056, deviation: 0.104, empty: 0.58 },
    { cells: 2, mean: 0.053, deviation: 0.047, empty: 0.15 },
    { cells: 4, mean: 0.0542, deviation: 0.0214, empty: 0 },
    { cells: 16, mean: 0.0546, deviation: 0.0048, empty: 0 },
    { cells: 32, mean: 0.0546, deviation: 0.0023, empty: 0 },
  ])(
    "upright, $cells x $cells cells cover $mean ± $deviation",
    ({ cells, mean, deviation, empty }) => {
      const count = 120;
      const drawn = coverages(count, cells, { resolution: [cells, cells], maxDegrees: 0 });
      expect(Math.abs(meanOf(drawn) - mean)).toBeLessThan(
        (4 * deviation) / Math.sqrt(count) + 1e-4,
      );
      const measured = Math.sqrt(meanOf(drawn.map((x) => (x - meanOf(drawn)) ** 2)));
      expect(measured / deviation).toBeGreaterThan(0.7);
      expect(measured / deviation).toBeLessThan(1.3);
      const error = Math.sqrt((empty * (1 - empty)) / count);
      expect(Math.abs(emptyOf(drawn) - empty)).toBeLessThan(4 * error + 0.01); // 0.57 to 0.59 at one cell
    },
  );

  test("draws again until something is left, if told to", () => {
    const drawn = coverages(60, 3, { resolution: [1, 1], resampleEmpty: true });
    expect(Math.min(...drawn)).toBeGreaterThan(0);
    expect(emptyOf(coverages(60, 3, { resolution: [1, 1] }))).toBeGreaterThan(0.3);
  });

  test("stays on the foreground, where one is given", () => {
    const foreground = {
      ...SIZE,
      data: Array.from({ length: 65536 }, (_, i) => (i % 256 < 40 ? 255 : 0)),
    };
    const random = randomStream(4);
    for (let i = 0; i < 20; i++) {
      const { data } = perlinMask({ ...SIZE, random, foreground, resampleEmpty: true });
      expect(data.includes(1)).toBe(true);
      expect(data.some((bit, at) => bit === 1 && at % 256 >= 40)).toBe(false);
    }
  });

  test("takes sides that no resolution divides", () => {
    const random = randomStream(5);
    for (const [height, width] of [
      [1, 1],
      [100, 37],
      [300, 200],
    ]) {
      const mask = perlinMask({ height, width, random });
      expect(mask).toMatchObject({ height, width });
      expect(mask.data).toHaveLength(height * width);
    }
    const odd = perlinMask({ height: 90, width: 70, random, resolution: [7, 3] });
    expect(odd.data).toHaveLength(6300);
  });

  test("is the same for the same seed", () => {
    const draw = (seed: number) => perlinMask({ ...SIZE, random: randomStream(seed) }).data;
    expect(draw(8)).toEqual(draw(8));
    expect(draw(8)).not.toEqual(draw(9));
  });

  test("refuses a foreground of another size, and gives up where there is none", () => {
    const random = randomStream(1);
    const foreground = { data: new Uint8Array(64), height: 8, width: 8 };
    expect(() => perlinMask({ ...SIZE, random, foreground })).toThrow(
      "perlinMask: expected a foreground of the image's size, 256 x 256, got 8 x 8 with 64 values",
    );
    expect(() =>
      perlinMask({ height: 8, width: 8, random, foreground, resampleEmpty: true }),
    ).toThrow("expected a mask of at least one pixel, got 1000 empty ones");
    let draws = 0;
    const counted = () => (draws++, random());
    const once = { height: 8, width: 8, random: counted, resolution: [1, 1] as const };
    perlinMask({ ...once, foreground });
    const inOne = draws;
    expect(() => perlinMask({ ...once, foreground, resampleEmpty: true })).toThrow(
      "1000 empty ones",
    );
    expect(draws).toBe(1001 * inOne);
    for (const [height, width] of [
      [0, 8],
      [8, 0],
      [1.5, 8],
      [8, 2.5],
    ])
      // prettier-ignore
      expect(() => perlinMask({ height, width, random })).toThrow(
        `expected sides of at least 1, got ${height} x ${width}`,
      );
    for (const options of [{ threshold: Number.NaN }, { maxDegrees: Infinity }])
      expect(() => perlinMask({ height: 8, width: 8, random, ...options })).toThrow(
        "perlinMask: expected a finite threshold and maxDegrees, got",
      );
  });
});
