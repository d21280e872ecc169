import type { Random } from "../randomStream.ts";
import { oneOf, uniform } from "./_draw.ts";
import { croppedNoise } from "./_croppedNoise.ts";
import type { PixelImage } from "./pixelImage.ts";

/**
 * A texture made by code, for anomalies without a data set of textures: clouds, wavy
 * stripes, tiles or dots of random scale and direction, in three random colors. 8-bit RGB.
 * Less varied than the photographs of DTD that the papers use. O(height · width).
 *
 * @throws {RangeError} If a side is not a whole number of at least 1.
 *
 * @example
 * proceduralTexture({ height: 256, width: 256, random: randomStream(7) });
 */
export function proceduralTexture({
  height,
  width,
  random,
}: {
  height: number;
  width: number;
  random: Random;
}): PixelImage & { data: Uint8Array } {
  for (const side of [height, width])
    if (!Number.isSafeInteger(side) || side < 1)
      throw new RangeError(
        `proceduralTexture: expected sides of at least 1, got ${height} x ${width}`,
      );
  const level = oneOf(random, [clouds, stripes, tiles, dots])(height, width, random);
  const colors = colorTable(random);
  const data = new Uint8Array(height * width * 3);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const color = 3 * Math.round(255 * Math.min(1, Math.max(0, level(y, x))));
      for (let c = 0; c < 3; c++) data[3 * i + c] = colors[color + c];
    }
  return { data, height, width, channels: 3 };
}

/** Draws a pattern: its level at a pixel, about 0 to 1. */
type Pattern = (height: number, width: number, random: Random) => (y: number, x: number) => number;

const clouds: Pattern = (height, width, random) => {
  const sum = new Float64Array(height * width);
  const first = Math.floor(uniform(random, 1, 4));
  for (let octave = 0; octave < 3; octave++) {
    const cells = 2 ** (first + octave);
    const noise = croppedNoise(height, width, [cells, cells], random);
    for (let i = 0; i < sum.length; i++) sum[i] += noise[i] / 2 ** octave;
  }
  return (y, x) => 0.5 + sum[y * width + x];
};

const stripes: Pattern = (height, width, random) => {
  const [along, across] = direction(random, uniform(random, 4, 40));
  const bend = uniform(random, 0, 6);
  const noise = croppedNoise(height, width, [4, 4], random);
  return (y, x) => 0.5 + 0.5 * Math.sin(along * y + across * x + bend * noise[y * width + x]);
};

const tiles: Pattern = (_height, _width, random) => {
  const [along, across] = direction(random, uniform(random, 12, 80));
  const seam = uniform(random, -0.2, 0.6);
  return (y, x) => {
    const u = Math.sin(along * y + across * x);
    const v = Math.sin(across * y - along * x);
    return Math.min(Math.abs(u), Math.abs(v)) < seam ? 0.1 : u * v > 0 ? 0.9 : 0.6;
  };
};

const dots: Pattern = (_height, _width, random) => {
  const [along, across] = direction(random, uniform(random, 6, 40));
  const size = uniform(random, 0.3, 0.9);
  return (y, x) => {
    const u = Math.cos(along * y + across * x);
    const v = Math.cos(across * y - along * x);
    return 0.5 + 3 * (u + v - 2 + 2 * size);
  };
};

/** A wave's phase a pixel, along rows and across: of this many pixels, in any direction. */
function direction(random: Random, period: number): [along: number, across: number] {
  const angle = uniform(random, 0, 2 * Math.PI);
  return [(2 * Math.PI * Math.cos(angle)) / period, (2 * Math.PI * Math.sin(angle)) / period];
}

/** 256 colors from one through another to a third. */
function colorTable(random: Random): Uint8Array {
  const stops = Array.from({ length: 3 }, () => Array.from({ length: 3 }, () => 255 * random()));
  return Uint8Array.from({ length: 768 }, (_, i) => {
    const at = (2 * Math.floor(i / 3)) / 255;
    const from = Math.min(1, Math.floor(at));
    const [a, b] = [stops[from][i % 3], stops[from + 1][i % 3]];
    return a + (at - from) * (b - a);
  });
}
