import { expect, test } from "vitest";
import { type PixelImage, type PseudoAnomaly, randomStream } from "../src/index.ts";

/** An RGB image of random pixels: bytes, or floats in [0, 1]. */
export function noisyImage(
  height: number,
  width: number,
  { seed = 1, floats = false, channels = 3 } = {},
): PixelImage {
  const random = randomStream(seed);
  const size = height * width * channels;
  const data = floats
    ? Float32Array.from({ length: size }, random)
    : Uint8Array.from({ length: size }, () => 256 * random());
  return { data, height, width, channels };
}

/** What every maker of pseudo-anomalies promises, on images of 48 x 64. */
export function pseudoAnomalyContract(anomaly: PseudoAnomaly): void {
  const sizes = { height: 48, width: 64 };
  const inside = Array.from({ length: 48 * 64 }, (_, i) => (i % 64 < 32 ? 1 : 0));

  test.each([{ floats: false }, { floats: true }])(
    "leaves the argument and all pixels off the mask as they are, floats: $floats",
    ({ floats }) => {
      const image = noisyImage(48, 64, { floats });
      const before = image.data.slice();
      const random = randomStream(3);
      let changed = 0;
      for (let draw = 0; draw < 20; draw++) {
        const made = anomaly(image, { random });
        expect(before.every((value, i) => value === image.data[i])).toBe(true);
        expect(made.image.data.constructor).toBe(image.data.constructor);
        expect(made.mask).toMatchObject(sizes);
        expect(made.mask.data).toHaveLength(48 * 64);
        expect(made.mask.data.every((bit) => bit === 0 || bit === 1)).toBe(true);
        for (let i = 0; i < before.length; i++) {
          const value = made.image.data[i];
          if (made.mask.data[Math.floor(i / 3)] === 0) {
            if (value !== before[i]) throw new Error(`value ${i} was changed off the mask`);
          } else if (value !== before[i]) changed++;
          if (!(value >= 0 && value <= (floats ? 1 : 255)))
            throw new Error(`${value} out of range`);
        }
      }
      expect(changed).toBeGreaterThan(1000);
    },
  );

  test("is the same for the same seed", () => {
    const image = noisyImage(48, 64);
    const make = (seed: number) => anomaly(image, { random: randomStream(seed) });
    expect(make(5)).toEqual(make(5));
    expect([6, 7, 8].some((seed) => make(seed).mask.data.join() !== make(5).mask.data.join())).toBe(
      true,
    );
  });

  test("has on the foreground the mask that it has without one, and nothing beside it", () => {
    const foreground = { ...sizes, data: inside };
    for (let seed = 0; seed < 20; seed++) {
      const [free, bound] = [undefined, foreground].map(
        (foreground) =>
          anomaly(noisyImage(48, 64), { random: randomStream(seed), foreground }).mask.data,
      );
      expect(bound).toEqual(free.map((bit, i) => bit * inside[i]));
    }
  });

  test("passes on the fields that an image has besides", () => {
    const image = { ...noisyImage(48, 64), original: { height: 480, width: 640 } };
    const made = anomaly(image, { random: randomStream(1) });
    expect(made.image.original).toEqual({ height: 480, width: 640 });
  });

  test("refuses a foreground of another size and data that do not fit", () => {
    const random = randomStream(1);
    const foreground = { data: [1], height: 1, width: 1 };
    expect(() => anomaly(noisyImage(48, 64), { random, foreground })).toThrow(
      "expected a foreground of the image's size, 48 x 64, got 1 x 1 with 1 values",
    );
    expect(() => anomaly({ ...noisyImage(48, 64), height: 47 }, { random })).toThrow(
      "expected 47 x 64 x 3 values, got 9216",
    );
  });
}
