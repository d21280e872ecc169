/** Square tiles of an image, each of which the network sees by itself. */
export interface Tiling {
  /** Side of a tile, in pixels of the image. A tile is resized to the network's input where that is of another size. */
  size: number;
  /** Fewest pixels that neighbours share, from 0 and below `size`. Their maps are blended there. */
  overlap: number;
}

/**
 * How an image is brought to the network's input: stretched to it (proportions are not kept), put into it whole with
 * its borders repeated around it (`letterbox`), or in tiles.
 */
export type Framing = { mode: "stretch" } | { mode: "letterbox" } | ({ mode: "tiles" } & Tiling);

/**
 * The part of an image that fills the network's input, in the image's pixels. It may reach beyond the image: there
 * the image's border is repeated.
 */
export interface Frame {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Size {
  height: number;
  width: number;
}

/**
 * The frames that an image is looked at through, row by row.
 *
 * @param image - Pixels of the image.
 * @param input - Pixels of the network's input.
 * @throws {RangeError} If a tile is no whole number of at least 8 pixels, its overlap is none from 0 and below its
 *   size, or there are more than 100,000 tiles.
 *
 * @example
 * framesOf({ height: 256, width: 480 }, { mode: "tiles", size: 256, overlap: 32 }, input);
 * // => tiles at x 0 and x 224
 */
export function framesOf(image: Size, framing: Framing, input: Size): Frame[] {
  if (framing.mode === "stretch") return [{ x: 0, y: 0, ...image }];
  if (framing.mode === "letterbox") return [letterbox(image, input)];
  const { size } = framing;
  checkTiling(framing);
  const [rows, columns] = [starts(image.height, framing), starts(image.width, framing)];
  if (rows.length * columns.length > mostTiles)
    throw new RangeError(
      `framesOf: expected at most ${mostTiles} tiles, got ${rows.length * columns.length} of an image of ` +
        `${image.height}x${image.width}; choose larger tiles or a smaller overlap`,
    );
  return rows.flatMap((y) => columns.map((x) => ({ x, y, width: size, height: size })));
}

const mostTiles = 100_000;

function checkTiling({ size, overlap }: Tiling): void {
  if (!Number.isInteger(size) || size < 8)
    throw new RangeError(`framesOf: expected tiles of at least 8 whole pixels, got ${size}`);
  if (!Number.isInteger(overlap) || overlap < 0 || overlap >= size)
    throw new RangeError(
      `framesOf: expected an overlap of whole pixels from 0 and below ${size}, got ${overlap}`,
    );
}

/** Where tiles begin along an axis: spread evenly, the last one ending with the image. */
function starts(length: number, { size, overlap }: Tiling): number[] {
  if (length <= size) return [Math.floor((length - size) / 2)];
  const count = Math.ceil((length - overlap) / (size - overlap));
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - size)) / (count - 1)));
}

/** The size of an image within the network's input, its proportions kept to a pixel. */
export function insideSize(image: Size, input: Size): Size {
  const scale = Math.min(input.height / image.height, input.width / image.width);
  const side = (length: number, most: number) =>
    Math.min(most, Math.max(1, Math.round(length * scale)));
  return { height: side(image.height, input.height), width: side(image.width, input.width) };
}

function letterbox(image: Size, input: Size): Frame {
  const inside = insideSize(image, input);
  const [down, across] = [image.height / inside.height, image.width / inside.width];
  return {
    x: -Math.floor((input.width - inside.width) / 2) * across,
    y: -Math.floor((input.height - inside.height) / 2) * down,
    width: input.width * across,
    height: input.height * down,
  };
}
