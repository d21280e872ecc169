import { describe, expect, test } from "vitest";
import { Rhythm } from "./rhythm.ts";

/** After which of the operations the rhythm would have them run. */
function beats(signatures: string[]): number[] {
  const rhythm = new Rhythm();
  return signatures.flatMap((signature, i) => {
    if (!rhythm.add(signature)) return [];
    rhythm.reset();
    return [i + 1];
  });
}

const step = Array.from({ length: 300 }, (_, i) => `operation ${i}`);
const steps = (count: number): string[] => Array.from({ length: count }, () => step).flat();

describe("Rhythm", () => {
  test("beats where a whole number of steps has been recorded, again and again at the same count", () => {
    expect(beats(steps(21))).toEqual([2100, 4200, 6300]);
  });

  test("finds a loop that it meets in the middle of a step", () => {
    expect(beats([...step.slice(120), ...steps(14)])).toEqual([2100, 4200]);
  });

  test("finds a loop whose first step is another", () => {
    const first = Array.from({ length: 500 }, (_, i) => `at first ${i}`);
    // It stops listening after 4,000, and hears seven steps from there.
    expect(beats([...first, ...steps(30)])).toEqual([6100, 8200]);
  });

  test("finds steps of thousands of operations", () => {
    const long = Array.from({ length: 3000 }, (_, i) => `operation ${i}`);
    expect(beats([...long, ...long, ...long, ...long, ...long, ...long])).toEqual([10_000, 16_000]);
  });

  test("finds no rhythm where nothing repeats, nor in a network of few blocks that are alike", () => {
    expect(beats(Array.from({ length: 5000 }, (_, i) => `operation ${i}`))).toEqual([]);
    expect(beats(["first", ...Array.from({ length: 12 }, () => step).flat(), "last"])).toEqual([]);
  });
});
