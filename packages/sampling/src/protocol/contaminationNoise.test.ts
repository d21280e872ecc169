import { describe, expect, test } from "vitest";
import { randomStream } from "../randomStream.ts";
import { contaminationNoise } from "./contaminationNoise.ts";

const grey = {
  data: new Uint8Array(100 * 100 * 3).fill(128),
  height: 100,
  width: 100,
  channels: 3,
};

describe("contaminationNoise", () => {
  test("adds noise of two grey levels and stretches the image to 0..255", () => {
    const image = { ...grey, data: grey.data.slice() };
    image.data[0] = 0;
    image.data[1] = 255; // so that stretching does next to nothing
    const { data } = contaminationNoise(image, { random: randomStream(1) });
    const rest = data.subarray(2);
    const mean = rest.reduce((sum, v) => sum + v, 0) / rest.length;
    const deviation = Math.sqrt(rest.reduce((sum, v) => sum + (v - mean) ** 2, 0) / rest.length);
    expect(Math.abs(mean - 127.5)).toBeLessThan(4); // truncated; the ends move by some levels
    expect(Math.abs(deviation - 2)).toBeLessThan(0.15);
  });

  test("makes the least value 0 and the greatest 255, the same for the same seed", () => {
    const noisy = contaminationNoise(grey, { random: randomStream(1) });
    expect(Math.min(...noisy.data)).toBe(0);
    expect(Math.max(...noisy.data)).toBe(255);
    expect(noisy).toEqual(contaminationNoise(grey, { random: randomStream(1) }));
    expect(grey.data.every((v) => v === 128)).toBe(true);
  });

  test("refuses floats and a negative sigma", () => {
    const floats = { ...grey, data: new Float32Array(30_000) };
    expect(() => contaminationNoise(floats, { random: randomStream(1) })).toThrow(
      "contaminationNoise: expected an image of bytes, got floats",
    );
    expect(() => contaminationNoise(grey, { random: randomStream(1), sigma: -1 })).toThrow(
      new RangeError("contaminationNoise: expected a sigma of at least 0, got -1"),
    );
  });
});
