import { describe, expect, test } from "vitest";

import { flipTogether } from "./flipTogether.ts";

describe("flipTogether", () => {
  const image = Uint8Array.from({ length: 12 }, (_, i) => Math.floor(i / 3)); // pixel 0 1 / 2 3
  const alpha = Float32Array.from([0, 1, 2, 3]);
  test.each([
    { draws: [0.5, 0.5], is: [0, 1, 2, 3] },
    { draws: [0.4, 0.5], is: [1, 0, 3, 2] },
    { draws: [0.5, 0.4], is: [2, 3, 0, 1] },
    { draws: [0.4, 0.4], is: [3, 2, 1, 0] },
  ])("by $draws puts the pixels as $is, of image and mask alike", ({ draws, is }) => {
    const left = [...draws];
    const flipped = flipTogether(image, alpha, { size: 2, random: () => left.shift() as number });
    expect([...flipped.alpha]).toEqual(is);
    expect([...flipped.image]).toEqual(is.flatMap((pixel) => [pixel, pixel, pixel]));
    expect([...alpha]).toEqual([0, 1, 2, 3]);
  });
});
