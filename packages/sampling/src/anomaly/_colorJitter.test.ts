import { expect, test } from "vitest";
import { colorJitter } from "./_colorJitter.ts";

/** Gives the numbers from which the four factors come out as these, at an amount of 0.4. */
function drawing(brightness: number, contrast: number, saturation: number, turns: number) {
  const draws = [...[brightness, contrast, saturation].map((f) => (f - 0.6) / 0.8), (turns + 0.4) / 0.8]; // prettier-ignore
  return () => draws.shift() ?? NaN;
}

test("brightens, stretches about the middle, turns about the grey axis, then saturates", () => {
  const [r, g, b] = [0.3, 0.5, 0.45].map((level) => (level * 1.1 - 0.5) * 0.9 + 0.5);
  // Rodrigues' formula, about k = (1, 1, 1)/√3
  const [cos, sin] = [Math.cos(0.6 * Math.PI), Math.sin(0.6 * Math.PI)];
  const along = ((r + g + b) / 3) * (1 - cos);
  const across = [b - g, r - b, g - r].map((value) => value / Math.sqrt(3));
  const turned = [r, g, b].map((value, c) => value * cos + across[c] * sin + along);
  const grey = 0.299 * turned[0] + 0.587 * turned[1] + 0.114 * turned[2];
  const pixel = Float64Array.of(0.3, 0.5, 0.45);
  colorJitter(0.4, 3, drawing(1.1, 0.9, 1.25, 0.3))(pixel);
  for (const [c, value] of turned.entries())
    expect(pixel[c]).toBeCloseTo(grey + 1.25 * (value - grey), 12);
});

test("leaves colors of one channel as they are, and clips to [0, 1]", () => {
  const pixel = Float64Array.of(0.3, 7);
  colorJitter(0.4, 1, drawing(1.1, 0.9, 1.25, 0.3))(pixel);
  expect([...pixel]).toEqual([(0.3 * 1.1 - 0.5) * 0.9 + 0.5, 7].map((v) => expect.closeTo(v, 12)));
  const ends = Float64Array.of(0, 1, 1);
  colorJitter(0.4, 3, drawing(1.4, 1.4, 1, 0))(ends);
  expect([...ends]).toEqual([0, 1, 1]);
});
