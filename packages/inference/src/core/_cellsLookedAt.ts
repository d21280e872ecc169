import type { Frame } from "../images/framing.ts";
import type { LookedAt } from "../images/lookAt.ts";

/** Where cell `i` of a frame's map lies: on pixel `offset + i * stride` of the network's input. */
export interface InputGeometry {
  input: { height: number; width: number };
  receptiveField?: { offset: number; stride: number };
}

/**
 * The cells of a map that count where only part of an image is looked at: those whose centre is looked at; where
 * there is none, those nearest to a pixel that is.
 *
 * @param frame - The part of the image that the map shows, in the image's pixels.
 * @param geometry - Where cells lie in the network's input.
 * @returns `[height, width]`, 1 where a cell counts; `null` where no pixel of the frame is looked at.
 */
export function cellsLookedAt(
  looked: LookedAt,
  cells: { height: number; width: number },
  frame: Frame,
  { input, receptiveField }: InputGeometry,
): Uint8Array | null {
  const centres = (count: number, pixels: number, start: number, length: number) =>
    Array.from({ length: count }, (_, i) => {
      const at = receptiveField
        ? receptiveField.offset + i * receptiveField.stride + 0.5
        : ((i + 0.5) * pixels) / count;
      return start + (at / pixels) * length;
    });
  const rows = centres(cells.height, input.height, frame.y, frame.height);
  const columns = centres(cells.width, input.width, frame.x, frame.width);
  const counts = new Uint8Array(cells.height * cells.width);
  const isLookedAt = (y: number, x: number) => {
    const [row, column] = [Math.floor(y), Math.floor(x)];
    const inside = row >= 0 && row < looked.height && column >= 0 && column < looked.width;
    return inside && looked.data[row * looked.width + column] === 1;
  };
  let found = false;
  for (const [i, y] of rows.entries())
    for (const [j, x] of columns.entries())
      if (isLookedAt(y, x)) {
        counts[i * cells.width + j] = 1;
        found = true;
      }
  if (found) return counts;
  eachPixel(looked, frame, (y, x) => {
    counts[nearest(rows, y) * cells.width + nearest(columns, x)] = 1;
    found = true;
  });
  return found ? counts : null;
}

/** Visits the pixels of a frame that are looked at, by their centres. */
function eachPixel(
  { data, height, width }: LookedAt,
  frame: Frame,
  visit: (y: number, x: number) => void,
): void {
  const [top, left] = [Math.max(0, Math.floor(frame.y)), Math.max(0, Math.floor(frame.x))];
  const bottom = Math.min(height, Math.ceil(frame.y + frame.height));
  const right = Math.min(width, Math.ceil(frame.x + frame.width));
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) if (data[y * width + x] === 1) visit(y + 0.5, x + 0.5);
}

function nearest(centres: readonly number[], at: number): number {
  let best = 0;
  for (const [i, centre] of centres.entries())
    if (Math.abs(centre - at) < Math.abs(centres[best] - at)) best = i;
  return best;
}
