import type { Grid } from "@flawlens/metrics";

type Point = [x: number, y: number];

/**
 * Outlines of the regions of a mask, holes included: closed polygons along the edges between
 * pixels, anomalous pixels on the right hand. A point (x, y) is the upper left corner of pixel
 * (x, y), so coordinates run from 0 to `width` and `height`. The first point is not repeated.
 *
 * @param mask - anything but 0 is inside.
 *
 * @example
 * contour({ data: [0, 1], height: 1, width: 2 }); // => [[[1, 0], [2, 0], [2, 1], [1, 1]]]
 */
export function contour({ data, height, width }: Grid): Point[][] {
  const inside = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] !== 0;

  // Edges by the corner they start from: at most two, where pixels touch by a corner only.
  const starts = new Map<number, Direction[]>();
  const corners = width + 1;
  const add = (x: number, y: number, direction: Direction) => {
    const key = y * corners + x;
    const list = starts.get(key);
    if (list) list.push(direction);
    else starts.set(key, [direction]);
  };
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (!inside(x, y)) continue;
      if (!inside(x, y - 1)) add(x, y, right);
      if (!inside(x + 1, y)) add(x + 1, y, down);
      if (!inside(x, y + 1)) add(x + 1, y + 1, left);
      if (!inside(x - 1, y)) add(x, y + 1, up);
    }

  const rings: Point[][] = [];
  for (const [start, list] of starts)
    while (list.length > 0) rings.push(follow(start, list.pop() as Direction));
  return rings;

  function follow(start: number, first: Direction): Point[] {
    const ring: Point[] = [];
    let corner = start;
    let direction = first;
    for (;;) {
      corner += stepX[direction] + stepY[direction] * corners;
      const open = starts.get(corner) as Direction[];
      // Where pixels touch by a corner, turning left joins them: 8-connected, as in AUPRO.
      const turnLeft = ((direction + 3) % 4) as Direction;
      const closes = corner === start && !open.includes(turnLeft);
      const next = closes ? first : open.splice(Math.max(open.indexOf(turnLeft), 0), 1)[0];
      if (next !== direction) ring.push([corner % corners, Math.floor(corner / corners)]);
      direction = next;
      if (closes) return ring;
    }
  }
}

type Direction = 0 | 1 | 2 | 3;
const right = 0;
const down = 1;
const left = 2;
const up = 3;
const stepX = [1, 0, -1, 0];
const stepY = [0, 1, 0, -1];
