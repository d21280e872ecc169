import { describe, expect, test } from "vitest";
import { randomStream } from "../randomStream.ts";
import { proceduralTexture } from "./proceduralTexture.ts";

describe("proceduralTexture", () => {
  test("is an 8-bit RGB image of any size, the same for the same seed, another for another", () => {
    for (const [height, width] of [
      [1, 1],
      [33, 70],
      [128, 64],
    ]) {
      const make = (seed: number) =>
        proceduralTexture({ height, width, random: randomStream(seed) });
      expect(make(1)).toMatchObject({ height, width, channels: 3 });
      expect(make(1).data).toHaveLength(height * width * 3);
      expect(make(1).data).toEqual(make(1).data);
      expect(make(1).data).not.toEqual(make(2).data);
    }
  });

  test("varies within an image: no texture is of one color", () => {
    const random = randomStream(7);
    for (let draw = 0; draw < 60; draw++) {
      const { data } = proceduralTexture({ height: 96, width: 96, random });
      const colors = new Set<number>();
      for (let i = 0; i < data.length; i += 3)
        colors.add(65536 * data[i] + 256 * data[i + 1] + data[i + 2]);
      expect(colors.size).toBeGreaterThan(1);
    }
  });

  // Waves of 20 px. What is drawn: the pattern, then the wave's length and angle, then what is named; noise whose
  // gradients all point down is √2·(f - fade(f)) at the fraction f of a cell, whatever x. Red rises over
  // three colors, green falls, and blue is highest in the middle.
  test.each([
    { of: "clouds", draws: [0, 0, ...zeros(9 + 25 + 81)], side: 16, at: [[0, 3, 0.5], [1, 0, 0.757656], [7, 9, 0.242344]] },
    { of: "stripes", draws: [0.25, 16 / 36, 0, 0, ...zeros(25)], at: [[0, 0, 0.5], [5, 3, 1], [15, 7, 0]] },
    { of: "stripes, turned", draws: [0.25, 16 / 36, 0.25, 0, ...zeros(25)], at: [[3, 5, 1], [7, 15, 0]] },
    // bent by 3 times the noise 0.20093: 0.5 + 0.5 sin(0.31416 + 0.60279)
    { of: "bent stripes", draws: [0.25, 16 / 36, 0, 0.5, ...zeros(25)], at: [[1, 0, 0.89687], [0, 4, 0.5]] },
    { of: "tiles, seam 0.2", draws: [0.5, 8 / 68, 0, 0.5], at: [[0, 0, 0.1], [5, 0, 0.1], [5, 5, 0.6], [5, 15, 0.9], [15, 5, 0.9]] },
    { of: "tiles, turned", draws: [0.5, 8 / 68, 0.25, 0.5], at: [[5, 0, 0.1], [5, 5, 0.9], [5, 15, 0.6]] },
    // 0.5 + 3 (u + v - 1) for size 0.5
    { of: "dots", draws: [0.75, 14 / 34, 0, 1 / 3], at: [[0, 0, 1], [0, 5, 0.5], [5, 0, 0.5], [10, 10, 0], [4, 0, 1], [6, 0, 0], [5, 1, 0.35317]] },
  ])("draws $of by their equation", ({ draws, side = 20, at }) => {
    const colors = [[0, 1, 0], [0.5, 0.5, 0.9], [1, 0, 0]].flat(); // prettier-ignore
    const values = [...draws, ...colors];
    const random = () => values.shift() ?? Number.NaN;
    const { data } = proceduralTexture({ height: side, width: side, random });
    expect(values).toEqual([]);
    for (const [y, x, level] of at) // rounded to a color of 256, which is cut to a byte
      for (const [c, of] of [level, 1 - level, 0.9 * (1 - Math.abs(2 * level - 1))].entries())
        expect(Math.abs(data[3 * (side * y + x) + c] - 255 * of)).toBeLessThan(2.6);
  }); // prettier-ignore

  test("refuses a size of nothing", () => {
    expect(() => proceduralTexture({ height: 0, width: 4, random: randomStream(1) })).toThrow(
      new RangeError("proceduralTexture: expected sides of at least 1, got 0 x 4"),
    );
  });
});

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}
