import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { at, categoryContract } from "../../../test/categoryContract.ts";
import { capsule } from "./capsule.ts";

describe("capsule", () => {
  categoryContract(capsule);

  test("is long and round at its ends: 0.46 of straight and 0.33 of radius", () => {
    const part = capsule.make(randomStream(1));
    expect([at(part, -0.75, 0).cover, at(part, -0.83, 0).cover]).toEqual([1, 0]);
    expect([at(part, 0, 0.28).cover, at(part, 0, 0.38).cover]).toEqual([1, 0]);
    expect(at(part, -0.72, 0.26).cover).toBe(0); // a corner of the box around it
  });

  test("has a darker cap over a lighter body, which stands out", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const part = capsule.make(randomStream(seed));
      const [cap, body] = [at(part, 0.5, -0.2), at(part, -0.2, -0.2)];
      expect(cap.red).toBeLessThan(body.red - 0.2);
      expect(at(part, 0.1, 0).height).toBeGreaterThan(at(part, -0.1, 0).height);
    }
  });

  test("is highest along its middle, and falls to its edge", () => {
    const part = capsule.make(randomStream(1));
    const heights = [0, 0.1, 0.2, 0.3].map((v) => at(part, 0.3, v).height);
    expect(heights.toSorted((a, b) => b - a)).toEqual(heights);
    expect(heights[0]).toBeCloseTo(0.8 * 0.33 + 0.012, 6);
  });
});
