import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";

import { turnTogether } from "./turnTogether.ts";

const draws = (...values: number[]) => {
  let next = 0;
  return () => values[next++];
};
const alpha = Float32Array.of(1, 2, 3, 4);
const image = Uint8Array.from([10, 20, 30, 40].flatMap((level) => [level, level, level]));

describe("turnTogether", () => {
  test("transposes both, and leaves what it was given", () => {
    const random = draws(0.5, 0.5, 0, 0.5, 0.5); // no flip, transposed, levels as they are
    const found = turnTogether(image, alpha, { size: 2, random });
    expect(Array.from(found.alpha)).toEqual([1, 3, 2, 4]);
    expect(Array.from(found.image)).toEqual([10, 30, 20, 40].flatMap((n) => [n, n, n]));
    expect(Array.from(alpha)).toEqual([1, 2, 3, 4]);
  });

  test("makes levels brighter, and contrast more", () => {
    const of = (brightness: number, contrast: number) => {
      const random = draws(0.5, 0.5, 0.5, brightness, contrast);
      return Array.from(turnTogether(image, alpha, { size: 2, random }).image.filter((_, i) => i % 3 === 0)); // prettier-ignore
    };
    expect(of(1, 0.5)).toEqual([12, 25, 38, 50]); // times 1.25; halves go to even levels
    expect(of(0.5, 1)).toEqual([6, 19, 31, 44]); // from the mean, 25, times 1.25
  });

  test("stretches from the mean exactly: 27 is 27.5 from 25 on, which goes to 28", () => {
    const levels = Uint8Array.from([27, 23, 25, 25].flatMap((level) => [level, level, level]));
    const random = draws(0.5, 0.5, 0.5, 0.5, 1);
    const found = turnTogether(levels, alpha, { size: 2, random });
    expect(found.image.slice(0, 6)).toEqual(Uint8Array.of(28, 28, 28, 22, 22, 22));
  });

  test("keeps pixels of image and alpha together", () => {
    const size = 4;
    const marks = Uint8Array.from({ length: 48 }, (_, i) => (Math.floor(i / 3) === 1 ? 200 : 20));
    const where = Float32Array.from({ length: 16 }, (_, i) => (i === 1 ? 1 : 0));
    const random = randomStream(3);
    const places = new Set<number>();
    for (let i = 0; i < 60; i++) {
      const found = turnTogether(marks, where, { size, random });
      const at = found.alpha.indexOf(1);
      expect(found.image.indexOf(Math.max(...found.image))).toBe(3 * at);
      places.add(at);
    }
    expect(places.size).toBe(8); // of the square's eight symmetries, from (0, 1)
  });
});
