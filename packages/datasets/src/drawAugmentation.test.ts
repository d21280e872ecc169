import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { augment } from "./augment.ts";
import { drawAugmentation, type Augmentation } from "./drawAugmentation.ts";

const random = randomStream(3);
const draws = Array.from({ length: 4000 }, () => drawAugmentation(random));
const drawn = draws.filter((draw): draw is Augmentation => draw !== null);

describe("drawAugmentation", () => {
  test("leaves half of the images alone", () => {
    // Binomial(4000, ½): five standard deviations are 158.
    expect(Math.abs(drawn.length - 2000)).toBeLessThan(158);
  });

  test.each([
    { of: "rotation", low: -15, high: 15 },
    { of: "translateX", low: -20, high: 20 },
    { of: "translateY", low: -20, high: 20 },
    { of: "brightness", low: 0.7, high: 1.3 },
    { of: "contrast", low: 0.7, high: 1.3 },
  ] as const)("draws $of over all of $low..$high, evenly", ({ of, low, high }) => {
    const values = drawn.map((draw) => draw[of]);
    const reach = high - low;
    expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
    expect(Math.max(...values)).toBeLessThanOrEqual(high);
    expect(Math.min(...values)).toBeLessThan(low + 0.02 * reach);
    expect(Math.max(...values)).toBeGreaterThan(high - 0.02 * reach);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    // Deviation of a uniform mean over 2,000 values: reach / sqrt(12 · 2000) = 0.0065 reach.
    expect(Math.abs(mean - (low + high) / 2)).toBeLessThan(5 * 0.0065 * reach);
  });

  test("shifts by whole pixels and takes either order of the colour steps", () => {
    expect(drawn.every((draw) => Number.isInteger(draw.translateX + draw.translateY))).toBe(true);
    const contrastFirst = drawn.filter((draw) => draw.contrastFirst).length;
    expect(Math.abs(contrastFirst - drawn.length / 2)).toBeLessThan(112);
  });

  test("is decided by the random argument alone", () => {
    const options = { probability: 1, translation: 3 };
    expect(drawAugmentation(randomStream(5), options)).toEqual(
      drawAugmentation(randomStream(5), options),
    );
    expect(drawAugmentation(() => 0.25, options)).toEqual({
      rotation: -7.5,
      translateX: -1,
      translateY: -1,
      brightness: 0.85,
      contrast: 0.85,
      contrastFirst: true,
    });
  });

  test.each([
    { options: { rotation: -1 }, message: "expected rotation in [0, 180], got -1" },
    { options: { brightness: 1.5 }, message: "expected brightness in [0, 1], got 1.5" },
    { options: { probability: NaN }, message: "expected probability in [0, 1], got NaN" },
  ])("refuses: $message", ({ options, message }) => {
    expect(() => drawAugmentation(random, options)).toThrow(
      new RangeError(`drawAugmentation: ${message}`),
    );
  });
});

describe("augment", () => {
  test("draws and applies", () => {
    const data = new Uint8Array(12).fill(100);
    const size = { height: 2, width: 2 };
    const image = { data, ...size, channels: 3 as const, original: size };
    const still = { probability: 1, rotation: 0, translation: 0, contrast: 0 };
    const darker = augment(image, { random: () => 0, ...still });
    expect([...darker.data]).toEqual(Array.from({ length: 12 }, () => 70));
    expect(augment(image, { random: () => 0.5 })).toBe(image);
  });
});
