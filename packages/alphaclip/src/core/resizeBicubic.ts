import type { Picture } from "./picture.ts";

/**
 * Resizes a picture to a square by the filter of CLIP's preprocessing: Pillow's bicubic filter (a = -0.5,
 * widened where the picture shrinks), first along rows, then along columns, with values rounded to 8 bits
 * in between. The result is within one level of Pillow's, whose weights have 22 bits.
 */
export function resizeBicubic({ data, height, width }: Picture, size: number): Uint8Array {
  const across = pass(data, { lines: height, from: width, to: size, line: width * 3, step: 3 });
  return pass(across, { lines: size, from: height, to: size, line: 3, step: size * 3 });
}

/** One direction: `lines` lines of `from` pixels, `line` values apart, pixels `step` values apart. */
function pass(
  data: ArrayLike<number>,
  shape: { lines: number; from: number; to: number; line: number; step: number },
): Uint8Array {
  const { lines, from, to, line, step } = shape;
  const result = new Uint8Array(lines * to * 3);
  const isRow = step === 3;
  for (let pixel = 0; pixel < to; pixel++) {
    const { first, weights } = weightsOf(pixel, from, to);
    for (let at = 0; at < lines; at++)
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0.5;
        for (let k = 0; k < weights.length; k++)
          sum += weights[k] * data[at * line + (first + k) * step + channel];
        const place = isRow ? at * to + pixel : pixel * lines + at;
        result[place * 3 + channel] = Math.max(0, Math.min(255, Math.floor(sum)));
      }
  }
  return result;
}

function weightsOf(pixel: number, from: number, to: number): { first: number; weights: number[] } {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  const center = (pixel + 0.5) * scale;
  const first = Math.max(0, Math.floor(center - 2 * reach + 0.5));
  const end = Math.min(from, Math.floor(center + 2 * reach + 0.5));
  const weights = Array.from({ length: end - first }, (_, k) =>
    cubic((first + k - center + 0.5) / reach),
  );
  const sum = weights.reduce((a, b) => a + b);
  return { first, weights: weights.map((weight) => weight / sum) };
}

/** Keys' kernel (1981) with a = -0.5. */
function cubic(x: number): number {
  const t = Math.abs(x);
  if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
  return t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
}
