/** One input of an exported function. */
export interface ExportInput {
  /** The dimensions. A name, such as `"batch"`, stands for a free dimension: it may have any size when the model runs. */
  shape: readonly (number | string)[];
  /** The type; default "float32". `"uint8"` is for images: the file takes bytes, the function gets float32 from 0 to 255. */
  dtype?: "float32" | "int32" | "bool" | "uint8";
}

/** The dimensions of an input, with these sizes in place of the names of free ones. */
export function dimsOf({ shape }: ExportInput, sizes: Record<string, number>): number[] {
  return shape.map((dimension) => (typeof dimension === "string" ? sizes[dimension] : dimension));
}
