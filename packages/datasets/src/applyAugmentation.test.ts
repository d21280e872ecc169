import { readFileSync } from "node:fs";
import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { applyAugmentation } from "./applyAugmentation.ts";
import type { Augmentation } from "./drawAugmentation.ts";
import type { Image } from "./image.ts";

const fixture = JSON.parse(
  readFileSync(new URL("../test/fixtures/augmentation.json", import.meta.url), "utf8"),
) as {
  height: number;
  width: number;
  image: number[];
  cases: { of: string; augmentation: Augmentation; pixels: number[] }[];
};

const NOTHING: Augmentation = {
  rotation: 0,
  translateX: 0,
  translateY: 0,
  brightness: 1,
  contrast: 1,
  contrastFirst: false,
};

function imageOf(data: ArrayLike<number>, height: number, width: number): Image {
  return {
    data: Uint8Array.from(data),
    height,
    width,
    channels: 3,
    original: { height, width },
  };
}

describe("applyAugmentation", () => {
  test.each(fixture.cases)("does as torchvision: $of", ({ augmentation, pixels }) => {
    const image = imageOf(fixture.image, fixture.height, fixture.width);
    expect([...applyAugmentation(image, augmentation).data]).toEqual(pixels);
  });

  test("leaves its argument alone", () => {
    const image = imageOf(fixture.image, fixture.height, fixture.width);
    applyAugmentation(image, fixture.cases[9].augmentation);
    expect([...image.data]).toEqual(fixture.image);
  });

  test("with nothing to do gives the same pixels, with null the image itself", () => {
    const image = imageOf(fixture.image, fixture.height, fixture.width);
    expect(applyAugmentation(image, null)).toBe(image);
    expect(applyAugmentation(image, NOTHING)).toEqual(image);
  });

  test("a quarter turn moves every pixel where it belongs", () => {
    const image = imageOf([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], 2, 2);
    const turned = applyAugmentation(image, { ...NOTHING, rotation: 90 });
    expect([...turned.data]).toEqual([2, 2, 2, 4, 4, 4, 1, 1, 1, 3, 3, 3]);
  });

  test("takes a few milliseconds for a 299-px image", () => {
    const random = randomStream(1);
    const image = imageOf(
      Array.from({ length: 299 * 299 * 3 }, () => 256 * random()),
      299,
      299,
    );
    const times = Array.from({ length: 30 }, () => {
      const start = performance.now();
      applyAugmentation(image, { ...fixture.cases[9].augmentation, rotation: 10 });
      return performance.now() - start;
    });
    // Best of 30: other work on the machine does not count. Measured: 1.4 ms.
    expect(Math.min(...times)).toBeLessThan(15);
  });
});
