import { readImage } from "@flawlens/datasets";
import type { LookAt, PolygonsToLookAt } from "@flawlens/inference";
import { readTextFile } from "../config/readTextFile.ts";
import { UsageError } from "../terminal/usageError.ts";

/**
 * Reads where to look: a picture, of which every pixel counts that is not black, or a file of JSON,
 * `{ "polygons": [[[x, y], ...], ...], "of": [width, height] }` in pixels of an image of that size (default each image's
 * own).
 *
 * @throws {UsageError} If it is neither.
 * @throws {Error} If it cannot be read.
 */
export async function readLookAt(file: string): Promise<LookAt> {
  if (file.endsWith(".json")) return polygonsOf(file, await readTextFile(file));
  const { data, height, width } = await readImage(file);
  const mask = Uint8Array.from({ length: height * width }, (_, i) =>
    data[3 * i] || data[3 * i + 1] || data[3 * i + 2] ? 1 : 0,
  );
  return { data: mask, height, width };
}

function polygonsOf(file: string, json: string): PolygonsToLookAt {
  const refuse = (cause?: unknown) =>
    new UsageError(
      `--look-at: expected { "polygons": [[[x, y], ...], ...] } in ${file}, with at least three corners each, got something else`,
      { cause },
    );
  let value: { polygons?: unknown; of?: unknown } | null;
  try {
    value = JSON.parse(json) as typeof value;
  } catch (cause) {
    throw refuse(cause);
  }
  const { polygons, of } = value ?? {};
  const isPair = (pair: unknown): pair is [number, number] =>
    Array.isArray(pair) && pair.length === 2 && pair.every(Number.isFinite);
  const isPolygon = (corners: unknown): corners is [number, number][] =>
    Array.isArray(corners) && corners.length >= 3 && corners.every(isPair);
  if (!Array.isArray(polygons) || polygons.length === 0 || !polygons.every(isPolygon))
    throw refuse();
  if (of !== undefined && !(isPair(of) && of.every((side) => side >= 1))) throw refuse();
  return {
    polygons: polygons.map((corners) => corners.map(([x, y]) => ({ x, y }))),
    ...(of && { of: { width: of[0], height: of[1] } }),
  };
}
