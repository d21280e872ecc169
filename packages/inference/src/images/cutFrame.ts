import { insideSize } from "./framing.ts";
import type { Frame, Framing } from "./framing.ts";
import type { Pixels } from "./pixels.ts";
import { resizePixels } from "./resizePixels.ts";

/**
 * The pixels that the network gets of an image through one of its frames: `[input.height, input.width, 3]`.
 *
 * @param image - Whole for tiles; for a letterbox already at `insideSize` or at its own size.
 * @param frame - One of `framesOf`.
 */
export function cutFrame(
  image: Pixels,
  frame: Frame,
  { framing, input }: { framing: Framing; input: { height: number; width: number } },
): Uint8Array {
  if (framing.mode === "stretch") return resizePixels(image, input).data;
  if (framing.mode === "tiles") return resizePixels(window(image, frame), input).data;
  const inside = resizePixels(image, insideSize(image.original ?? image, input));
  const y = -Math.floor((input.height - inside.height) / 2);
  const x = -Math.floor((input.width - inside.width) / 2);
  return window(inside, { x, y, ...input }).data as Uint8Array;
}

/** A part of an image, RGB; beyond the image its border is repeated. */
function window({ data, height, width }: Pixels, { x, y, ...size }: Frame): Pixels {
  const channels = data.length / (height * width);
  const out = new Uint8Array(size.height * size.width * 3);
  const columns = Int32Array.from({ length: size.width }, (_, j) => clamp(x + j, width) * channels);
  for (let i = 0, to = 0; i < size.height; i++) {
    const row = clamp(y + i, height) * width * channels;
    for (let j = 0; j < size.width; j++) {
      const at = row + columns[j];
      out[to++] = data[at];
      out[to++] = data[at + 1];
      out[to++] = data[at + 2];
    }
  }
  return { data: out, ...size };
}

function clamp(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length - 1);
}
