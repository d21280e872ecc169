import type { AnomalyMap } from "./anomalyMap.ts";
import type { DetectorMetadata } from "./detectorMetadata.ts";

interface Raw {
  scores: ArrayLike<number>;
  maps?: readonly AnomalyMap[];
  extras?: Record<string, ArrayLike<number>>;
  original?: { height: number; width: number };
  looked?: { height: number; width: number };
}

/** Throws unless the outputs of one image have the shapes that the metadata ask for. */
export function checkRaw(
  caller: string,
  { types, extras: specs = {} }: Pick<DetectorMetadata, "types"> & Partial<DetectorMetadata>,
  { scores, maps, extras = {}, original, looked }: Raw,
): void {
  const refuse = (message: string) => {
    throw new RangeError(`${caller}: expected ${message}`);
  };
  if (scores.length !== types.length)
    refuse(`${types.length} scores, one per type, got ${scores.length}`);
  if (maps && maps.length !== types.length)
    refuse(`${types.length} maps, one per type, got ${maps.length}`);
  for (const [k, { data, height, width }] of (maps ?? []).entries())
    if (!isSize({ height, width }) || data.length !== height * width)
      refuse(
        `maps of height x width values, got maps[${k}] of ${height}x${width} with ${data.length}`,
      );
  if (original && !isSize(original))
    refuse(`an original size in whole pixels, got ${original.height}x${original.width}`);
  if (original && looked && (looked.height !== original.height || looked.width !== original.width))
    refuse(
      `looked-at pixels of an image of ${original.height}x${original.width}, got ${looked.height}x${looked.width}`,
    );
  for (const [output, values] of Object.entries(extras)) {
    if (!Object.hasOwn(specs, output))
      refuse(`extras among ${Object.keys(specs).join(", ") || "none"}, got ${output}`);
    const columns = specs[output].names.length;
    if (values.length !== columns)
      refuse(`${columns} values of ${output}, one per name, got ${values.length}`);
  }
}

function isSize({ height, width }: { height: number; width: number }): boolean {
  return [height, width].every((side) => Number.isInteger(side) && side >= 1);
}
