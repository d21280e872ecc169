import { describe, expect, test } from "vitest";
import { normal } from "./normal.ts";
import { randomStream } from "./randomStream.ts";

describe("normal", () => {
  test("has the moments of the standard normal distribution", () => {
    const random = randomStream(2);
    const count = 100_000;
    const sums = [0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const x = normal(random);
      for (let power = 1; power <= 4; power++) sums[power - 1] += x ** power;
    }
    const error = Math.sqrt(count); // bounds below are four standard errors of each moment
    expect(Math.abs(sums[0] / count)).toBeLessThan(4 / error);
    expect(Math.abs(sums[1] / count - 1)).toBeLessThan((4 * Math.sqrt(2)) / error);
    expect(Math.abs(sums[2] / count)).toBeLessThan((4 * Math.sqrt(15)) / error);
    expect(Math.abs(sums[3] / count - 3)).toBeLessThan((4 * Math.sqrt(96)) / error);
  });

  test.each([
    { below: -1, fraction: 0.158655253931457 },
    { below: 0, fraction: 0.5 },
    { below: 2, fraction: 0.977249868051821 },
  ])("lies below $below with chance $fraction", ({ below, fraction }) => {
    const random = randomStream(9);
    const count = 50_000;
    let hits = 0;
    for (let i = 0; i < count; i++) if (normal(random) < below) hits++;
    const error = Math.sqrt((fraction * (1 - fraction)) / count);
    expect(Math.abs(hits / count - fraction)).toBeLessThan(4 * error);
  });

  test("is finite at both ends of the random source", () => {
    expect(normal(() => 0)).toBeCloseTo(0, 15);
    expect(Math.abs(normal(() => 1 - 2 ** -53))).toBeLessThan(8.6);
  });

  test("takes two draws, so that a saved stream goes on exactly", () => {
    const random = randomStream(3);
    const twin = randomStream(3);
    normal(random);
    twin();
    twin();
    expect(random.state()).toBe(twin.state());
  });
});
