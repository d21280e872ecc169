import { describe, expect, test } from "vitest";
import { Pace } from "./pace.ts";

function make(limit = 100, run = () => {}) {
  let runs = 0;
  const pace = new Pace({
    limit,
    run() {
      runs++;
      run();
    },
  });
  return { pace, runs: () => runs };
}

describe("Pace", () => {
  test("runs once when the caller awaits something, however much was recorded", async () => {
    const { pace, runs } = make();
    for (let pending = 1; pending <= 3; pending++) pace.recorded(`operation ${pending}`, pending);
    expect(runs()).toBe(0);
    await Promise.resolve();
    expect(runs()).toBe(1);
    await Promise.resolve();
    expect(runs()).toBe(1);
    pace.recorded("another", 1);
    await Promise.resolve();
    expect(runs()).toBe(2);
  });

  test("runs at once when more operations are pending than the limit", () => {
    const { pace, runs } = make(2);
    pace.recorded("a", 1);
    pace.recorded("b", 2);
    expect(runs()).toBe(0);
    pace.recorded("c", 3);
    expect(runs()).toBe(1);
  });

  test("runs at once when a loop repeats itself, at the end of a round", () => {
    const { pace, runs } = make(1e6);
    const at: number[] = [];
    for (let i = 1; i <= 2400 && at.length === 0; i++) {
      pace.recorded(`step ${i % 300}`, i);
      if (runs() > 0) at.push(i);
    }
    expect(at).toHaveLength(1);
    expect(at[0] % 300).toBe(0);
    expect(at[0]).toBeGreaterThanOrEqual(600);
  });

  test("begins to listen anew after a reset", () => {
    const { pace, runs } = make(1e6);
    for (let i = 1; i <= 1999; i++) pace.recorded(`step ${i % 10}`, i);
    pace.reset();
    pace.recorded("step 0", 1);
    expect(runs()).toBe(0);
  });
});
