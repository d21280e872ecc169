import * as fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../randomStream.ts";
import { turnedMask } from "./_turnedMask.ts";
import { rotate } from "./rotate.ts";

test("turnedMask is rotate and a comparison", () => {
  const side = fc.integer({ min: 1, max: 12 });
  const options = [
    fc.double({ min: -180, max: 180, noNaN: true }),
    fc.constantFrom(0.5, -0.1),
  ] as const;
  fc.assert(
    fc.property(side, side, ...options, (height, width, degrees, threshold) => {
      const random = randomStream(height);
      const noise = Float64Array.from({ length: height * width }, () => 2 * random() - 1);
      const image = { data: Float32Array.from(noise), height, width, channels: 1 };
      const turned = rotate(image, degrees).data;
      const mask = turnedMask(noise, height, width, degrees, threshold);
      const differ = mask.findIndex((bit, i) => (turned[i] > threshold ? 1 : 0) !== bit);
      // float32 may fall on the other side of the threshold
      expect(differ < 0 || Math.abs(turned[differ] - threshold) < 1e-6).toBe(true);
    }),
  );
});
