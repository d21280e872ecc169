/** The numbers of `TensorProto.DataType` for the types of elements that hold numbers. */
export const ELEMENT = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
} as const;

/** The type of a tensor's elements. */
export type OnnxType = keyof typeof ELEMENT;

/**
 * The value of a node's attribute. A plain number or a list of numbers is written as integers;
 * `{ float }` is written as a float.
 */
export type Attribute =
  | number
  | string
  | readonly number[]
  | { float: number }
  | { tensor: Initializer };

/** One operation of the graph. */
export interface OnnxNode {
  /** A name for people who look at the file; the graph does not refer to it. */
  name?: string;
  /** The operator, such as `"Conv"`. */
  type: string;
  /** The operator set that the operator belongs to; `""` is ONNX's own. */
  domain: string;
  /** Names of values; `""` leaves out an optional input. */
  inputs: string[];
  outputs: string[];
  attributes: Record<string, Attribute>;
}

/** A constant of the graph: a weight, usually. */
export interface Initializer {
  name: string;
  type: OnnxType;
  dims: readonly number[];
  /** The elements in row-major order and little-endian bytes. */
  data: ArrayBufferView;
}

/** An input or an output of the graph. */
export interface ValueInfo {
  name: string;
  type: OnnxType;
  /** A string is a symbolic dimension: its size is free, and the same wherever the name occurs. */
  dims: readonly (number | string)[];
  /** Whether the value is a sequence of such tensors. */
  sequence?: boolean;
}

/** A model, as `encodeModel` writes it. */
export interface OnnxModel {
  /** The nodes, in an order in which each comes after those that it reads from. */
  nodes: OnnxNode[];
  initializers: Initializer[];
  inputs: ValueInfo[];
  outputs: ValueInfo[];
  /** Texts that are stored with the model (`metadata_props`). */
  metadata?: Record<string, string>;
  /** The version of each operator set by its domain; `""` is ONNX's own. */
  opsets: Record<string, number>;
}
