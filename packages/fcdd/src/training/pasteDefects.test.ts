import { memorySource } from "@flawlens/detector";
import { describe, expect, test } from "vitest";
import { pasteDefects } from "./pasteDefects.ts";

const size = 24;
const grey = (valueOf: (x: number, y: number) => number) => {
  const data = new Uint8Array(size * size * 3);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / 3);
    data[i] = valueOf(pixel % size, Math.floor(pixel / size));
  }
  return { data, height: size, width: size, channels: 3 as const, original: { height: size, width: size } }; // prettier-ignore
};
const at = ({ data }: { data: Uint8Array }, x: number, y: number) => data[3 * (y * size + x)];
const normal = (light: number, id = "normal") => {
  return { id, label: 0 as const, defectTypes: [], image: grey(() => light) };
};
const isDefect = (x: number, y: number) => Math.abs(x - 12) <= 1 && Math.abs(y - 12) <= 1;
const defect = grey((x, y) => (isDefect(x, y) ? 20 : 100));
const marked = grey((x, y) => (isDefect(x, y) ? 1 : 0)).data.filter((_, i) => i % 3 === 0);
const mask = { data: marked, height: size, width: size };
const half = () => 0.5;

describe("pasteDefects", () => {
  test("puts the masked pixels onto a normal image, in its light", async () => {
    const augmentation = pasteDefects(memorySource([normal(50)]), { probability: 1 });
    const result = await augmentation({ image: defect, mask }, half);
    expect(result.mask).toBe(mask);
    expect(at(result.image, 12, 12)).toBe(10); // half as light as its own surroundings, 50 to 100
    expect(at(result.image, 12, 15)).toBe(50); // the surroundings that come with it are of the same light
    expect(at(result.image, 0, 0)).toBe(50);
    expect(at(defect, 12, 12)).toBe(20); // the given image is not changed
  });

  test("fades from the defect's surroundings into the background within a few pixels", async () => {
    const stained = grey((x, y) => (isDefect(x, y) ? 20 : y < 12 ? 150 : 50)); // 100 in the mean around the mask
    const augmentation = pasteDefects(memorySource([normal(100)]), { probability: 1 });
    const { image } = await augmentation({ image: stained, mask }, half);
    const above = [10, 9, 8, 7, 6, 5, 4, 3].map((y) => at(image, 12, y));
    expect(above).toEqual([...above].toSorted((a, b) => b - a));
    expect(above[0]).toBeGreaterThan(140);
    expect(above.slice(-1)).toEqual([100]); // beyond margin 3 and twice 2 pixels of softening
  });

  test("pastes with the probability given, onto a normal image drawn evenly", async () => {
    const bad = { id: "bad", label: 1 as const, defectTypes: ["pit"], image: defect };
    const source = memorySource([normal(50), bad, normal(200, "other")]);
    const given = { image: defect, mask };
    const draws = (...values: number[]) => pasteDefects(source)(given, () => values.shift()!);
    expect(at((await draws(0.49, 0.49)).image, 0, 0)).toBe(50);
    expect(at((await draws(0.49, 0.51)).image, 0, 0)).toBe(200);
    expect(await draws(0.5)).toEqual(given);
  });

  test("leaves images as they are that have no mask, or one that marks nothing", async () => {
    const augmentation = pasteDefects(memorySource([normal(50)]), { probability: 1 });
    for (const unknown of [null, { ...mask, data: new Uint8Array(size * size) }])
      expect((await augmentation({ image: defect, mask: unknown }, half)).image).toBe(defect);
  });

  test("refuses a probability outside of its range, and a source without normal images", () => {
    const source = memorySource([normal(50)]);
    expect(() => pasteDefects(source, { probability: 2 })).toThrow(
      new RangeError("pasteDefects: expected a probability in [0, 1], got 2"),
    );
    expect(() => pasteDefects(memorySource([]))).toThrow(
      new RangeError("pasteDefects: expected normal images to paste onto, got none"),
    );
  });
});
