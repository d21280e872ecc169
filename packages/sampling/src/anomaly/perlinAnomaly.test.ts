import { describe, expect, test } from "vitest";
import { noisyImage, pseudoAnomalyContract } from "../../test/pseudoAnomalyContract.ts";
import { randomStream } from "../randomStream.ts";
import { perlinAnomaly } from "./perlinAnomaly.ts";

const flat = (level: number, height = 64, width = 64) => ({
  data: new Uint8Array(height * width * 3).fill(level),
  height,
  width,
  channels: 3,
});

describe("perlinAnomaly", () => {
  describe("with procedural textures", () => {
    pseudoAnomalyContract(perlinAnomaly());
  });
  describe("with given textures", () => {
    pseudoAnomalyContract(perlinAnomaly({ textures: [noisyImage(100, 90)] }));
  });

  test("weighs the original by b, uniform in [0, 0.8)", () => {
    // a black image under a white texture: what is left of the black is b
    const anomaly = perlinAnomaly({
      textures: [flat(255)],
      operations: [],
      operationsPerTexture: 0,
    });
    const image = { ...flat(0), data: new Float32Array(64 * 64 * 3) };
    const random = randomStream(2);
    const weights: number[] = [];
    for (let draw = 0; draw < 1500; draw++) {
      const { image: made, mask } = anomaly(image, { random });
      const at = mask.data.indexOf(1);
      if (at >= 0) weights.push(1 - made.data[3 * at]);
    }
    weights.sort((a, b) => a - b);
    const mean = weights.reduce((sum, b) => sum + b, 0) / weights.length;
    expect(Math.abs(mean - 0.4)).toBeLessThan((4 * 0.8) / Math.sqrt(12 * weights.length));
    let distance = 0; // of Kolmogorov and Smirnov
    weights.forEach((b, i) => {
      distance = Math.max(distance, Math.abs(b / 0.8 - (i + 0.5) / weights.length));
    });
    expect(distance * Math.sqrt(weights.length)).toBeLessThan(1.95); // 99.9 % lie below
    expect(weights[0]).toBeGreaterThanOrEqual(-1e-6); // float32
    expect(weights.at(-1)).toBeLessThan(0.8);
  });

  test("labels an empty mask 1 by default, 0 if told so, and draws again if told so", () => {
    const count = (options: Parameters<typeof perlinAnomaly>[0]) => {
      const anomaly = perlinAnomaly({ textures: [flat(255)], resolution: [1, 1], ...options });
      const random = randomStream(4);
      const made = Array.from({ length: 60 }, () => anomaly(flat(9), { random }));
      const empty = made.filter(({ mask }) => !mask.data.includes(1));
      return { empty: empty.length, anomalous: made.filter(({ label }) => label === 1).length };
    };
    const { empty, anomalous } = count({});
    expect(empty).toBeGreaterThan(15);
    expect(anomalous).toBe(60);
    expect(count({ emptyLabel: 0 })).toEqual({ empty, anomalous: 60 - empty });
    expect(count({ resampleEmpty: true })).toEqual({ empty: 0, anomalous: 60 });
  });

  test("takes each texture as often, from a list or a function", () => {
    const random = randomStream(5);
    const options = {
      operationsPerTexture: 0,
      originalWeight: [0, 0] as const,
      resampleEmpty: true,
    };
    const anomaly = perlinAnomaly({ ...options, textures: [10, 20, 30].map((v) => flat(v)) });
    const counts: Record<number, number> = {};
    for (let draw = 0; draw < 600; draw++) {
      const { image, mask } = anomaly(flat(0), { random });
      const level = image.data[3 * mask.data.indexOf(1)];
      counts[level] = (counts[level] ?? 0) + 1;
    }
    expect(Object.keys(counts)).toEqual(["10", "20", "30"]);
    for (const times of Object.values(counts)) expect(Math.abs(times - 200)).toBeLessThan(47); // 4 σ
    const source = perlinAnomaly({ ...options, textures: ({ height }) => flat(height, 8, 8) });
    const { image, mask } = source(flat(0), { random });
    expect(image.data[3 * mask.data.indexOf(1)]).toBe(64);
  });

  test.each([
    { options: { textures: [] }, message: "expected at least one texture, got none" },
    {
      options: { textures: [noisyImage(2, 2, { floats: true })] },
      message: "expected a texture of 8 bits a channel, got one of floats",
    },
    {
      options: { originalWeight: [0.5, 0.2] as const },
      message: "expected originalWeight as a range within [0, 1], got [0.5, 0.2]",
    },
  ])("refuses: $message", ({ options, message }) => {
    expect(() => perlinAnomaly(options)).toThrow(`perlinAnomaly: ${message}`);
  });

  test("refuses a greyscale image", () => {
    const grey = { data: new Uint8Array(4), height: 2, width: 2, channels: 1 };
    expect(() => perlinAnomaly()(grey, { random: randomStream(1) })).toThrow(
      "perlinAnomaly: expected an image of 3 channels, got 1; convert it first",
    );
  });
});
