/**
 * Colours of the anomaly maps, from calm to anomalous: the course of matplotlib's *inferno*
 * (van der Walt & Smith, released as CC0) in 11 equal steps, straight lines between. Lightness
 * rises evenly from end to end, so order survives grey printing and colour-blind eyes.
 */
export const infernoStops: readonly (readonly [red: number, green: number, blue: number])[] = [
  [0, 0, 4],
  [22, 11, 57],
  [66, 10, 104],
  [106, 23, 110],
  [147, 38, 103],
  [188, 55, 84],
  [221, 81, 58],
  [243, 120, 25],
  [252, 165, 10],
  [246, 215, 70],
  [252, 255, 164],
];

/**
 * The colour of a value.
 *
 * @param value - a fraction; what lies outside `[0, 1]` gets the colour of the nearer end.
 * @returns red, green and blue in 0 to 255, not rounded.
 *
 * @example
 * inferno(1); // => [252, 255, 164]
 */
export function inferno(value: number): [red: number, green: number, blue: number] {
  const colour: [number, number, number] = [0, 0, 0];
  infernoInto(colour, value);
  return colour;
}

/** {@link inferno} into an array that is used again: a picture has millions of colours. */
export function infernoInto(colour: [number, number, number], value: number): void {
  const last = infernoStops.length - 1;
  const at = Math.min(Math.max(value, 0), 1) * last;
  const i = Math.min(Math.floor(at), last - 1);
  const [from, to] = [infernoStops[i], infernoStops[i + 1]];
  for (let c = 0; c < 3; c++) colour[c] = from[c] + (at - i) * (to[c] - from[c]);
}
