import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noisyImage } from "../../test/pseudoAnomalyContract.ts";
import type { PixelImage } from "./pixelImage.ts";
import { rotate } from "./rotate.ts";

/** The definition, pixel by pixel. */
function rotatedValue(image: PixelImage, degrees: number, row: number, column: number, c: number) {
  const angle = (degrees * Math.PI) / 180;
  const [dy, dx] = [row - (image.height / 2 - 0.5), column - (image.width / 2 - 0.5)];
  const x = Math.cos(angle) * dx + Math.sin(angle) * dy + image.width / 2 - 0.5;
  const y = -Math.sin(angle) * dx + Math.cos(angle) * dy + image.height / 2 - 0.5;
  const at = (r: number, k: number) =>
    r < 0 || r >= image.height || k < 0 || k >= image.width
      ? 0
      : image.data[(r * image.width + k) * image.channels + c];
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const [fy, fx] = [y - top, x - left];
  return (
    (1 - fy) * ((1 - fx) * at(top, left) + fx * at(top, left + 1)) +
    fy * ((1 - fx) * at(top + 1, left) + fx * at(top + 1, left + 1))
  );
}

describe("rotate", () => {
  test("turns clockwise", () => {
    const image = { data: Uint8Array.of(1, 2, 3, 4), height: 2, width: 2, channels: 1 };
    expect([...rotate(image, 90).data]).toEqual([3, 1, 4, 2]);
    expect([...rotate(image, 180).data]).toEqual([4, 3, 2, 1]);
    expect([...rotate(image, 0).data]).toEqual([1, 2, 3, 4]);
  });

  test("agrees with the definition at any angle, size and number of channels", () => {
    const side = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        side,
        side,
        fc.integer({ min: 1, max: 3 }),
        fc.double({ min: -720, max: 720, noNaN: true }),
        (height, width, channels, degrees) => {
          const image = noisyImage(height, width, { floats: true, channels });
          const { data } = rotate(image, degrees);
          const differences = Array.from(data, (value, i) => {
            const pixel = Math.floor(i / channels);
            const [row, column] = [Math.floor(pixel / width), pixel % width];
            return Math.abs(value - rotatedValue(image, degrees, row, column, i % channels));
          });
          expect(Math.max(...differences)).toBeLessThan(1e-6); // float32
        },
      ),
      { numRuns: 300 },
    );
  });

  test("refuses an angle that is none", () => {
    expect(() => rotate(noisyImage(1, 1), NaN)).toThrow(
      new RangeError("rotate: expected finite degrees, got NaN"),
    );
  });
});

test("fills what lies outside with a value, also in part of a pixel", () => {
  // 45 degrees about the middle of 2 x 2: each pixel comes from 1/√2 beside the middle, half a pixel to either side
  const image = { data: new Uint8Array(4).fill(200), height: 2, width: 2, channels: 1 };
  const edge = 0.5 + Math.SQRT1_2 - 1; // how far each pixel comes from outside
  const found = rotate(image, 45, { fill: 100 }).data;
  for (const value of found) expect(value).toBe(Math.floor(200 * (1 - edge) + 100 * edge + 0.5));
  expect(rotate(image, 90, { fill: 100 }).data).toEqual(image.data);
});
