/** One input of an exported function. */
export interface ExportInput {
  /** A name, such as `"batch"`, stands for a side that may be anything when the model runs. */
  shape: readonly (number | string)[];
  /** `"uint8"` is for images: the file takes bytes, the function gets float32 from 0 to 255. Default "float32". */
  dtype?: "float32" | "int32" | "bool" | "uint8";
}

/** The sides of an input where the free ones have these sizes. */
export function sidesOf({ shape }: ExportInput, sizes: Record<string, number>): number[] {
  return shape.map((side) => (typeof side === "string" ? sizes[side] : side));
}
