import { describe, expect, test } from "vitest";
import { augmentationOf } from "./_augmentationOf.ts";
import { fcddConfig } from "./fcddConfig.ts";

const of = (augmentation: unknown) => augmentationOf(fcddConfig.parse({ steps: 1, augmentation }));
const image = {
  data: Uint8Array.from({ length: 12 }, (_, i) => i),
  height: 2,
  width: 2,
  channels: 3 as const,
  original: { height: 2, width: 2 },
};

describe("augmentationOf", () => {
  test("is nothing where a configuration says null", () => {
    expect(of(null)).toBeUndefined();
  });

  test("changes images with the probability given, and mirrors only where told to", async () => {
    const always = () => 0; // every draw at the start of its range: changed, mirrored both ways
    const none = { probability: 0, rotation: 0, translation: 0, brightness: 0, contrast: 0 };
    expect(await of(none)!(image, always)).toBe(image);
    const flipped = await of({ ...none, flip: true })!(image, always);
    expect([...flipped.data]).toEqual([9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2]);
    const darker = await of({ ...none, probability: 1, brightness: 1 })!(image, always);
    expect([...darker.data]).toEqual(Array(12).fill(0)); // a factor of 1 - 1
  });
});
