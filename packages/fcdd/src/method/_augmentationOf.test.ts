import { describe, expect, test } from "vitest";
import { memorySource } from "@flawlens/detector";
import { augmentationOf } from "./_augmentationOf.ts";
import { fcddConfig } from "./fcddConfig.ts";

const image = {
  data: Uint8Array.from({ length: 12 }, (_, i) => i),
  height: 2,
  width: 2,
  channels: 3 as const,
  original: { height: 2, width: 2 },
};
const normal = {
  id: "normal",
  label: 0 as const,
  defectTypes: [],
  image: { ...image, data: new Uint8Array(12).fill(99) },
};
const source = memorySource([normal]);
const of = (augmentation: unknown) =>
  augmentationOf(fcddConfig.parse({ steps: 1, maskWeight: 1, augmentation }), source);

describe("augmentationOf", () => {
  test("is nothing where a configuration says null", () => {
    expect(of(null)).toBeUndefined();
  });

  const mask = { data: Uint8Array.of(1, 0, 0, 0), height: 2, width: 2 };

  test("changes images with the probability given, and mirrors only where told to, masks alike", async () => {
    const always = () => 0; // every draw at the start of its range: changed, mirrored both ways
    const none = { probability: 0, rotation: 0, translation: 0, brightness: 0, contrast: 0 };
    const given = { image, mask };
    const same = await of(none)!(given, always);
    expect(same.image).toBe(image);
    expect(same.mask).toBe(mask);
    const flipped = await of({ ...none, flip: true })!(given, always);
    expect([...flipped.image.data]).toEqual([9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2]);
    expect([...flipped.mask!.data]).toEqual([0, 0, 0, 1]);
    const darker = await of({ ...none, probability: 1, brightness: 1 })!(given, always);
    expect([...darker.image.data]).toEqual(Array(12).fill(0)); // a factor of 1 - 1
    expect(darker.mask).toEqual(mask);
    const pasted = await of({ ...none, paste: 1 })!(given, always);
    expect(pasted.image.data.slice(0, 3)).toEqual(Uint8Array.of(0, 1, 2)); // the marked pixel, with no ring to compare
    expect(pasted.mask).toBe(mask);
  });
});
