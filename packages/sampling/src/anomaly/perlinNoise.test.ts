import { describe, expect, test } from "vitest";
import { randomStream } from "../randomStream.ts";
import { fade, perlinNoise } from "./perlinNoise.ts";

/** The definition, pixel by pixel: the oracle of this file. */
function noiseByPixel(height: number, width: number, angles: number[][]): number[] {
  const [rows, columns] = [angles.length - 1, angles[0].length - 1];
  return Array.from({ length: height * width }, (_, i) => {
    const y = (Math.floor(i / width) * rows) / height;
    const x = ((i % width) * columns) / width;
    const [row, column] = [Math.floor(y), Math.floor(x)];
    const [fy, fx] = [y - row, x - column];
    const n = (a: number, b: number) =>
      Math.cos(angles[row + a][column + b]) * (fy - a) +
      Math.sin(angles[row + a][column + b]) * (fx - b);
    const lerp = (a: number, b: number, t: number) => a + t * (b - a);
    const left = lerp(n(0, 0), n(1, 0), fade(fy));
    const right = lerp(n(0, 1), n(1, 1), fade(fy));
    return Math.SQRT2 * lerp(left, right, fade(fx));
  });
}

describe("perlinNoise", () => {
  // values of DRAEM's generator for given angles, to 8 digits
  test.each([
    {
      height: 4,
      width: 8,
      angles: [
        [0.3, 2.1, 4],
        [5.2, 1.1, 0.7],
      ],
      rows: {
        0: [0, -0.00110935, -0.20070843, -0.24115199, 0, 0.35669166, 0.57276069, 0.33464839],
        2: [
          0.1721168, -0.07026475, -0.49744495, -0.59627812, -0.3388605, -0.07148104, -0.09014312,
          -0.37051848,
        ],
      },
    },
    {
      height: 8,
      width: 8,
      angles: [
        [0, 1, 2],
        [3, 4, 5],
        [6, 0.5, 1.5],
      ],
      rows: {
        0: [0, -0.09238922, -0.29750492, -0.26670851, 0, 0.16687229, -0.02398027, -0.19581722],
        3: [
          0.42357806, 0.51234431, 0.59884279, 0.48408206, 0.26649811, 0.12149316, 0.12703076,
          0.0837364,
        ],
      },
    },
  ])("has the published values at $height x $width", ({ height, width, angles, rows }) => {
    const resolution = [angles.length - 1, angles[0].length - 1] as const;
    const { data } = perlinNoise({ height, width, resolution, angles });
    for (const [row, values] of Object.entries(rows))
      for (const [x, value] of values.entries())
        expect(Math.abs(data[Number(row) * width + x] - value)).toBeLessThan(5.01e-9);
  });

  test("fades as published", () => {
    expect([0, 0.125, 0.25, 0.75, 1].map((f) => fade(f).toFixed(8))).toEqual([
      "0.00000000",
      "0.01605225",
      "0.10351563",
      "0.89648438",
      "1.00000000",
    ]);
  });

  test("agrees with the definition, pixel by pixel", () => {
    const random = randomStream(1);
    const angles = Array.from({ length: 5 }, () => Array.from({ length: 4 }, () => 7 * random()));
    const { data } = perlinNoise({ height: 20, width: 21, resolution: [4, 3], angles });
    const expected = noiseByPixel(20, 21, angles);
    for (const [i, value] of expected.entries()) expect(data[i]).toBeCloseTo(value, 14);
  });

  test("is 0 at the corners of cells, at most 1 in size, of deviation 0.305", () => {
    const random = randomStream(2);
    let [sum, squares, fourths, above] = [0, 0, 0, 0];
    const draws = 40;
    for (let draw = 0; draw < draws; draw++) {
      const { data } = perlinNoise({ height: 256, width: 256, resolution: [16, 32], random });
      expect(data[16 * 256 + 8]).toBeCloseTo(0, 15);
      for (const value of data) {
        sum += value;
        squares += value ** 2;
        fourths += value ** 4;
        if (value > 0.5) above++;
      }
    }
    const count = draws * 65536;
    // 40 images of 512 cells: four standard errors of each
    expect(Math.abs(sum / count)).toBeLessThan(0.006);
    expect(Math.abs(Math.sqrt(squares / count) - 0.305)).toBeLessThan(0.004);
    expect(Math.abs((fourths * count) / squares ** 2 - 2.53)).toBeLessThan(0.05);
    expect(Math.abs(above / count - 0.0545)).toBeLessThan(0.003);
  });

  test.each([
    {
      options: { height: 10, width: 8, resolution: [4, 4] as const },
      message: "expected a height that 4 cells divide, got 10; make larger noise and crop it",
    },
    {
      options: { height: 8, width: 8, resolution: [1, 1] as const, angles: [[1, 2]] },
      message: "expected 2 x 2 angles, got 1 x 2",
    },
  ])("refuses: $message", ({ options, message }) => {
    expect(() => perlinNoise({ random: randomStream(1), ...options })).toThrow(
      new RangeError(`perlinNoise: ${message}`),
    );
  });

  test("refuses to guess where angles come from", () => {
    expect(() => perlinNoise({ height: 1, width: 1, resolution: [1, 1] })).toThrow(
      "expected either angles or random, got neither",
    );
  });
});
