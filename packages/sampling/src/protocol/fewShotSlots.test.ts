import { describe, expect, test } from "vitest";
import { randomStream } from "../randomStream.ts";
import { fewShotSlots } from "./fewShotSlots.ts";

describe("fewShotSlots", () => {
  test("takes for each place the pick in whose third the next number falls", () => {
    const draws = [0, 0.3, 0.34, 0.999, 0.66];
    const random = () => draws.shift()!;
    expect(fewShotSlots(["a", "b", "c"], { slots: 5, random })).toEqual(["a", "a", "b", "c", "b"]);
  });

  test("fills every place, each pick as often", () => {
    const slots = fewShotSlots(["a", "b", "c"], { slots: 3000, random: randomStream(1) });
    expect(slots).toHaveLength(3000);
    for (const pick of ["a", "b", "c"])
      expect(Math.abs(slots.filter((slot) => slot === pick).length - 1000)).toBeLessThan(104); // 4 σ
  });

  test("of no places is empty", () => {
    expect(fewShotSlots([1], { slots: 0, random: randomStream(1) })).toEqual([]);
  });

  test.each([
    { picks: [], slots: 3, message: "expected at least one pick, got none" },
    { picks: [1], slots: -1, message: "expected a whole number of slots, got -1" },
    { picks: [1], slots: 0.5, message: "expected a whole number of slots, got 0.5" },
  ])("refuses: $message", ({ picks, slots, message }) => {
    expect(() => fewShotSlots<number>(picks, { slots, random: randomStream(1) })).toThrow(
      new RangeError(`fewShotSlots: ${message}`),
    );
  });
});
