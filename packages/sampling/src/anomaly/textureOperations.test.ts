import { describe, expect, test } from "vitest";
import peers from "../../test/fixtures/textures.json" with { type: "json" };
import { randomStream } from "../randomStream.ts";
import { resize } from "./_resize.ts";
import { BRIGHTNESS_SPACES } from "./ops/_brightness.ts";
import { textureOperations } from "./textureOperations.ts";

const bytes = (text: string) => new Uint8Array(Buffer.from(text, "base64"));
const { size } = peers;
const texture = { data: bytes(peers.texture), height: size, width: size, channels: 3 };

type Parameters = Record<string, number> & { gammas?: number[]; space?: string };

/** The number in [0, 1) from which a draw uniform in [low, high), or a whole number of these, comes out as value. */
const u = (value: number, low: number, high: number) => (value - low) / (high - low);
const n = (value: number, low: number, high: number) => (value - low + 0.5) / (high - low + 1);

/** The draws that make an operation take these parameters. */
const draws: Record<string, (p: Parameters) => number[]> = {
  gammaContrast: ({ gammas }) => (gammas ?? []).map((gamma) => u(gamma, 0.5, 2)),
  brightness: ({ space, factor, term }) => [
    (BRIGHTNESS_SPACES.findIndex((name) => name === space) + 0.5) / 6,
    u(factor, 0.8, 1.2),
    n(term, -30, 30),
    0.9, // multiplies first
  ],
  enhanceSharpness: ({ factor }) => [u(factor, 0, 2)],
  hueAndSaturation: ({ hue, saturation }) => [n(hue, -50, 50), n(saturation, -50, 50)],
  solarize: ({ threshold }) => [u(threshold, 32, 128), 0.4],
  posterize: ({ bits }) => [n(bits, 1, 8)],
  invert: () => [],
  autocontrast: ({ cutoff }) => [n(cutoff, 0, 20)],
  equalize: () => [],
  affine: ({ degrees }) => [u(degrees, -45, 45)],
};

/** Largest and mean difference in grey levels, and the share of differences above 2. */
function difference(a: Uint8Array, b: Uint8Array) {
  const each = Array.from(a, (v, i) => Math.abs(v - b[i]));
  const mean = each.reduce((sum, d) => sum + d, 0) / each.length;
  return { max: Math.max(...each), mean, above2: each.filter((d) => d > 2).length / each.length };
}

// OpenCV's conversions round in fixed point, each component on the way and back: what was found, rounded up
const tolerances: Record<string, ReturnType<typeof difference>> = {
  YCrCb: { max: 2, mean: 0.011, above2: 0 },
  HSV: { max: 1, mean: 0.167, above2: 0 },
  HLS: { max: 6, mean: 0.019, above2: 0.002 },
  Lab: { max: 12, mean: 0.273, above2: 0.023 }, // a step of Lab or Luv is many levels of a dark channel
  Luv: { max: 21, mean: 0.141, above2: 0.008 },
  YUV: { max: 2, mean: 0.017, above2: 0 },
  hueAndSaturation: { max: 1, mean: 0.05, above2: 0 },
  affine: { max: 4, mean: 0.25, above2: 0.01 }, // OpenCV rounds coordinates to 1/32 pixel; the texture is noisy
};

const { opencv, pillow, imgaug } = peers.versions;

describe("textureOperations", () => {
  test.each(peers.cases.filter(({ operation }) => operation !== "resize"))(
    `does as imgaug ${imgaug}, OpenCV ${opencv} and Pillow ${pillow}: $operation $parameters`,
    ({ operation, parameters, data }) => {
      const name = operation as keyof typeof textureOperations;
      const scripted = draws[operation](parameters as unknown as Parameters);
      const random = () => scripted.shift() ?? NaN;
      const before = texture.data.slice();
      const result = textureOperations[name](texture, { random });
      const found = difference(result.data, bytes(data));
      const { space } = parameters as unknown as Parameters;
      const tolerance = tolerances[space ?? operation] ?? { max: 0, mean: 0, above2: 0 };
      expect(found.max).toBeLessThanOrEqual(tolerance.max);
      expect(found.mean).toBeLessThanOrEqual(tolerance.mean);
      expect(found.above2).toBeLessThanOrEqual(tolerance.above2);
      expect(texture.data).toEqual(before);
      expect(scripted).toHaveLength(0);
    },
  );

  test("adds before it multiplies, and solarizes, at draws below one half", () => {
    const grey = { data: Uint8Array.of(100, 100, 100), height: 1, width: 1, channels: 3 };
    const valueBy = (name: "brightness" | "solarize", ...scripted: number[]) =>
      textureOperations[name](grey, { random: () => scripted.shift() ?? NaN }).data[0];
    const hsvTimesAndPlus = [1.5 / 6, u(1.1, 0.8, 1.2), n(30, -30, 30)];
    expect(valueBy("brightness", ...hsvTimesAndPlus, 0.499)).toBe(143); // 130 · 1.1
    expect(valueBy("brightness", ...hsvTimesAndPlus, 0.5)).toBe(140); // 110 + 30
    expect(valueBy("solarize", u(40, 32, 128), 0.499)).toBe(155);
    expect(valueBy("solarize", u(40, 32, 128), 0.5)).toBe(100);
    expect(valueBy("solarize", u(100.5, 32, 128), 0)).toBe(155); // from 100 on
    expect(valueBy("solarize", u(101.5, 32, 128), 0)).toBe(100);
  });

  test("solarizes half of the time", () => {
    const random = randomStream(2);
    const white = { data: new Uint8Array(3).fill(255), height: 1, width: 1, channels: 3 };
    let turned = 0;
    for (let i = 0; i < 1000; i++)
      turned += textureOperations.solarize(white, { random }).data[0] === 0 ? 1 : 0;
    expect(Math.abs(turned - 500)).toBeLessThan(64); // four standard deviations
  });

  test.each(Object.keys(textureOperations) as (keyof typeof textureOperations)[])(
    "%s takes an image of one pixel and of one color",
    (name) => {
      for (const side of [1, 5])
        for (const level of [0, 128, 255]) {
          const data = new Uint8Array(side * side * 3).fill(level);
          const image = { data, height: side, width: side, channels: 3 };
          const result = textureOperations[name](image, { random: randomStream(level) });
          expect(result.data).toHaveLength(side * side * 3);
        }
    },
  );

  test("refuses floats and greyscale, by name", () => {
    const random = randomStream(1);
    const floats = { data: new Float32Array(3), height: 1, width: 1, channels: 3 };
    expect(() => textureOperations.invert(floats, { random })).toThrow(
      "invert: expected a texture of 8 bits a channel",
    );
    const grey = { data: new Uint8Array(1), height: 1, width: 1, channels: 1 };
    expect(() => textureOperations.affine(grey, { random })).toThrow(
      "affine: expected an image of 3 channels, got 1",
    );
  });
});

test("resize does as OpenCV's bilinear resize", () => {
  const resized = peers.cases.find(({ operation }) => operation === "resize");
  const { height = 0, width = 0 } = (resized?.parameters ?? {}) as Record<string, number>;
  const data = resized?.data ?? "";
  expect(difference(resize(texture, height, width).data, bytes(data)).max).toBeLessThanOrEqual(1);
});
