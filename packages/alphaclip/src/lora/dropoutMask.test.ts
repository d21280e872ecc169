import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";

import { dropoutMask } from "./dropoutMask.ts";

describe("dropoutMask", () => {
  test.each([0.1, 0.5, 0.001])("drops with probability %s, neighbours independently", (p) => {
    const n = 400_001;
    const mask = dropoutMask(n, p, randomStream(4));
    const share = (count: number) => count / n;
    const zeros = mask.reduce((sum, bit) => sum + 1 - bit, 0);
    const pairs = mask.reduce((sum, bit, i) => sum + (i && !bit && !mask[i - 1] ? 1 : 0), 0);
    const error = (q: number) => 5 * Math.sqrt((q * (1 - q)) / n) + 1e-5; // five deviations, p to 1/65536
    expect(Math.abs(share(zeros) - p)).toBeLessThan(error(p));
    expect(Math.abs(share(pairs) - p * p)).toBeLessThan(2 * error(p * p));
  });

  test("is the same from the same stream, and another from the next", () => {
    const random = randomStream(1);
    const [first, second] = [dropoutMask(64, 0.5, random), dropoutMask(64, 0.5, random)];
    expect(dropoutMask(64, 0.5, randomStream(1))).toEqual(first);
    expect(second).not.toEqual(first);
  });
});
