import type { Random } from "../randomStream.ts";
import { uniform } from "./_draw.ts";

/**
 * Changes of color of strength `amount`, drawn once: brightness and contrast by factors of
 * U(1 - amount, 1 + amount), for RGB also saturation by such a factor and hue by a turn of
 * ±amount of the circle about the grey axis. Works on one pixel of levels in [0, 1], in place.
 */
export function colorJitter(
  amount: number,
  channels: number,
  random: Random,
): (pixel: Float64Array) => void {
  const factor = () => uniform(random, 1 - amount, 1 + amount);
  const [brightness, contrast, saturation] = [factor(), factor(), factor()];
  const turn = 2 * Math.PI * uniform(random, -amount, amount);
  // a rotation about (1, 1, 1)/√3: the two other weights are those of the next and the last channel
  const own = (1 + 2 * Math.cos(turn)) / 3;
  const next = (1 - Math.cos(turn)) / 3 - Math.sin(turn) / Math.sqrt(3);
  const last = (1 - Math.cos(turn)) / 3 + Math.sin(turn) / Math.sqrt(3);
  return (pixel) => {
    for (let c = 0; c < channels; c++) pixel[c] = (pixel[c] * brightness - 0.5) * contrast + 0.5;
    if (channels === 3) {
      const [r, g, b] = pixel;
      const turned = [own * r + next * g + last * b, own * g + next * b + last * r];
      pixel[2] = own * b + next * r + last * g;
      pixel[0] = turned[0];
      pixel[1] = turned[1];
      const grey = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
      for (let c = 0; c < 3; c++) pixel[c] = grey + saturation * (pixel[c] - grey);
    }
    for (let c = 0; c < channels; c++) pixel[c] = Math.min(1, Math.max(0, pixel[c]));
  };
}
