import type { DetectorMetadata } from "../core/detectorMetadata.ts";

/** What a tensor of a detector's file looks like after its first dimension, the batch. */
export interface TensorShape {
  type: "uint8" | "float32";
  /** `null`: any size that a side of a map or a number of channels can have, from 1 to 8192. */
  dims: readonly (number | null)[];
}

/** The most cells along a side of a map: no more than an input has pixels; and the most channels of features. */
const largestSide = 8192;

/** The input and the outputs that the metadata promise, by name. */
export function tensorShapes({ input, types, extras, trainable }: DetectorMetadata): {
  inputs: Map<string, TensorShape>;
  outputs: Map<string, TensorShape>;
} {
  const { height, width } = input;
  const float = (...dims: (number | null)[]): TensorShape => ({ type: "float32", dims });
  return {
    inputs: new Map([["images", { type: "uint8", dims: [height, width, 3] }]]),
    outputs: new Map([
      ["scores", float(types.length)],
      ["maps", float(types.length, null, null)],
      ["anomalyMaps", float(types.length, height, width)],
      ...Object.entries(extras).map(
        ([name, { names }]) => [name, float(names.length)] as [string, TensorShape],
      ),
      ...(trainable ? [["features", float(null, null, null)] as [string, TensorShape]] : []),
    ]),
  };
}

/**
 * Whether a tensor, of the graph or as it came, is of another kind than promised.
 *
 * @param dims - With the batch first. Names and negative numbers stand for sizes that the graph leaves open.
 */
export function differs(
  shape: TensorShape,
  { type, dims }: { type: string; dims: readonly (number | string)[] },
): boolean {
  const fits = (size: number | string, wanted: number | null) =>
    typeof size === "string" ||
    size < 0 ||
    (wanted === null ? size >= 1 && size <= largestSide : size === wanted);
  return !(
    type === shape.type &&
    dims.length === shape.dims.length + 1 &&
    shape.dims.every((wanted, i) => fits(dims[i + 1], wanted))
  );
}

/** A shape in words: `float32 [N, 2, u, v]`. */
export function shapeText({ type, dims }: TensorShape): string {
  return `${type} [${["N", ...dims.map((size) => size ?? "any")].join(", ")}]`;
}
