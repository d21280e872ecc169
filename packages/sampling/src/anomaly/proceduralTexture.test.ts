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

  test("refuses a size of nothing", () => {
    expect(() => proceduralTexture({ height: 0, width: 4, random: randomStream(1) })).toThrow(
      new RangeError("proceduralTexture: expected sides of at least 1, got 0 x 4"),
    );
  });
});
