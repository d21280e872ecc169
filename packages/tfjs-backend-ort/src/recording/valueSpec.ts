/** The element types that ONNX Runtime computes with here. */
export type ElementType = "float32" | "int32" | "bool";

/** The arrays that hold them. */
export type ElementArray = Float32Array | Int32Array | Uint8Array;

/** Type and shape of one value, as TensorFlow.js sees it. */
export interface ValueSpec {
  dtype: ElementType;
  shape: number[];
}
