import { describe, expect, test } from "vitest";
import { noisyImage } from "../../test/pseudoAnomalyContract.ts";
import { randomStream } from "../randomStream.ts";
import { augmentTexture } from "./augmentTexture.ts";
import { perlinMask } from "./perlinMask.ts";
import type { PixelImage } from "./pixelImage.ts";
import { type TextureOperation, textureOperations } from "./textureOperations.ts";

const texture = noisyImage(32, 48);

describe("augmentTexture", () => {
  test("applies three distinct operations, each choice and order as likely", () => {
    const random = randomStream(1);
    let applied: number[] = [];
    const operations = [0, 1, 2, 3, 4].map((i): TextureOperation => (image) => {
      applied.push(i);
      return image as PixelImage & { data: Uint8Array };
    });
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 6000; draw++) {
      applied = [];
      augmentTexture(texture, { random, operations });
      expect(new Set(applied).size).toBe(3);
      counts.set(applied.join(), (counts.get(applied.join()) ?? 0) + 1);
    }
    let chiSquare = 0;
    for (const count of counts.values()) chiSquare += (count - 100) ** 2 / 100;
    expect(counts.size).toBe(60);
    expect(chiSquare).toBeLessThan(99); // χ² of 59 degrees: 99.9 % lie below
  });

  test("draws from the ten of textureOperations by default", () => {
    const operations = Object.values(textureOperations);
    expect(operations).toHaveLength(10);
    expect(augmentTexture(texture, { random: randomStream(2) })).toEqual(
      augmentTexture(texture, { random: randomStream(2), operations, count: 3 }),
    );
  });

  test("has the same pixels on a mask as without it", () => {
    const random = randomStream(3);
    for (let draw = 0; draw < 60; draw++) {
      const mask = perlinMask({ height: 32, width: 48, random });
      const whole = augmentTexture(texture, { random: randomStream(draw) });
      const part = augmentTexture(texture, { random: randomStream(draw), mask });
      const on = (image: PixelImage) =>
        image.data.filter((_, i) => mask.data[Math.floor(i / 3)] === 1);
      expect(on(part)).toEqual(on(whole));
    }
  });

  test("leaves the texture as it is", () => {
    const before = texture.data.slice();
    const same = augmentTexture(texture, { random: randomStream(1), count: 0 });
    expect(same.data).toEqual(before);
    for (let seed = 0; seed < 20; seed++) augmentTexture(texture, { random: randomStream(seed) });
    expect(texture.data).toEqual(before);
  });

  test("refuses more operations than there are", () => {
    expect(() => augmentTexture(texture, { random: randomStream(1), count: 11 })).toThrow(
      new RangeError(
        "augmentTexture: expected a count from 0 to 10, the number of operations, got 11",
      ),
    );
  });
});
