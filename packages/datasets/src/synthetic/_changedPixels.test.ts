import { describe, expect, test } from "vitest";
import { changedPixels } from "./_changedPixels.ts";

const SIZE = 32; // a sixteenth of 128²: 1.5 pixels are enough
const at = (x: number, y: number) => y * SIZE + x;

/** Grey levels all 100 but for these pixels. */
function levels(changes: { x: number; y: number; red?: number; blue?: number }[]): Float32Array {
  const all = new Float32Array(SIZE * SIZE * 3).fill(100);
  for (const { x, y, red = 100, blue = 100 } of changes) {
    all[3 * at(x, y)] = red;
    all[3 * at(x, y) + 2] = blue;
  }
  return all;
}

const block = [4, 5, 6].flatMap((y) => [4, 5, 6].map((x) => ({ x, y, red: 140 })));

describe("changedPixels", () => {
  test("marks pixels by the channel that moved most, up or down, from 12 levels on", () => {
    const rows = [1, 2, 3].flatMap((y) => [
      { x: 1, y, red: 50 },
      { x: 2, y, blue: 150 },
      { x: 3, y, red: 112 },
      { x: 4, y, red: 111 },
    ]);
    const mask = changedPixels(levels([]), levels(rows), SIZE)!;
    expect([...mask.subarray(at(0, 2), at(6, 2))]).toEqual([0, 1, 1, 1, 0, 0]);
  });

  test("fills a hole among changed pixels and drops one that is alone", () => {
    const ring = block.filter(({ x, y }) => x !== 5 || y !== 5);
    const mask = changedPixels(levels([]), levels([...ring, { x: 20, y: 20, red: 0 }]), SIZE)!;
    expect(mask[at(5, 5)]).toBe(1);
    expect(mask[at(20, 20)]).toBe(0);
    expect(mask.reduce((sum, on) => sum + on, 0)).toBe(9);
  });

  test("gives null where nobody would see anything", () => {
    expect(changedPixels(levels([]), levels([]), SIZE)).toBeNull();
    const faint = block.map((pixel) => ({ ...pixel, red: 115 }));
    expect(changedPixels(levels([]), levels(faint), SIZE)).toBeNull();
    expect(changedPixels(levels([]), levels(block), SIZE)).not.toBeNull();
  });
});
