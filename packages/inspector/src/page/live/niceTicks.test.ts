import { describe, expect, test } from "vitest";
import { logTicks, niceTicks } from "./niceTicks.ts";

describe("niceTicks", () => {
  test.each([
    { low: 0, high: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
    { low: 0, high: 0.69, ticks: [0, 0.2, 0.4, 0.6, 0.8] },
    { low: -3, high: 41, ticks: [-10, 0, 10, 20, 30, 40, 50] },
    { low: 0, high: 0, ticks: [0, 0.2] }, // a line needs some height
  ])("are round around $low to $high", ({ low, high, ticks }) => {
    expect(niceTicks(low, high, 5)).toEqual(ticks);
  });
});

describe("logTicks", () => {
  test("are 1, 2 and 5 by powers of ten, and powers alone where those are many", () => {
    expect(logTicks(0.34, 9)).toEqual([0.2, 0.5, 1, 2, 5, 10]);
    expect(logTicks(0.0003, 7)).toEqual([0.0002, 0.001, 0.01, 0.1, 1, 10]);
  });
});
