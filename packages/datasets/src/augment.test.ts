import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { augment } from "./augment.ts";
import type { Image } from "./image.ts";

const size = { height: 2, width: 2 };
const image: Image = {
  data: new Uint8Array(12).fill(100),
  ...size,
  channels: 3,
  original: size,
};

describe("augment", () => {
  test("applies what it draws: the lowest draw darkens by the whole range of brightness", () => {
    const still = { probability: 1, rotation: 0, translation: 0, contrast: 0, brightness: 0.25 };
    const darker = augment(image, { random: () => 0, ...still });
    expect([...darker.data]).toEqual(new Array(12).fill(75));
    expect([...image.data]).toEqual(new Array(12).fill(100));
  });

  test("leaves the image alone where the draw says so", () => {
    expect(augment(image, { random: () => 0.5, probability: 0 })).toBe(image);
  });

  test("gives the same image for the same seed, of the same size", () => {
    const ramp = { ...image, data: Uint8Array.from({ length: 12 }, (_, i) => 10 + 20 * i) };
    const still = { rotation: 0, translation: 0 };
    const once = (seed: number) =>
      augment(ramp, { random: randomStream(seed), probability: 1, ...still });
    expect(once(3)).toEqual(once(3));
    expect(once(3)).toMatchObject(size);
    expect(once(3).data).not.toEqual(once(4).data);
  });

  test("refuses ranges that are out of bounds", () => {
    expect(() => augment(image, { random: () => 0, brightness: 1.5 })).toThrow(
      new RangeError("drawAugmentation: expected brightness in [0, 1], got 1.5"),
    );
  });
});
