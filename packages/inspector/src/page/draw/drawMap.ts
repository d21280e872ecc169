import type { AnomalyMap } from "@flawlens/inference/web";
import { coverage, inferno } from "@flawlens/report";

/** Steps of the scale that have a colour of their own: more than eyes tell apart. */
const steps = 256;
let colours: Uint32Array | undefined;

/**
 * Draws a map as the reports do: colour and opacity both grow with the value, and what is calm is transparent.
 *
 * @param map - In `[0, 1]`, one half at the map threshold (`displayMap` of a prediction).
 */
export function drawMap(canvas: HTMLCanvasElement, { data, height, width }: AnomalyMap): void {
  colours ??= colourTable();
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = colours[Math.round((steps - 1) * Math.min(Math.max(data[i], 0), 1))];
  context.putImageData(image, 0, 0);
}

/** RGBA in the order of bytes, at full opacity: the page's slider makes it less. */
function colourTable(): Uint32Array {
  const bytes = new Uint8Array(4 * steps);
  for (let i = 0; i < steps; i++) {
    const value = i / (steps - 1);
    const alpha = 255 * coverage(value, 1);
    bytes.set([...inferno(value).map(Math.round), Math.round(alpha)], 4 * i);
  }
  return new Uint32Array(bytes.buffer);
}
