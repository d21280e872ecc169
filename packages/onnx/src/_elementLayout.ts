import { ELEMENT } from "./onnxModel.ts";
import type { OnnxType } from "./onnxModel.ts";

/** How a `TensorProto` holds elements of a type. */
interface ElementLayout {
  /** The size of one element in `raw_data`. */
  bytes: number;
  /** The number of the field that holds the elements where `raw_data` does not. */
  field: number;
}

const floatData = 4;
const int32Data = 5;
const int64Data = 7;
const doubleData = 10;
const uint64Data = 11;

export const elementLayout: Record<OnnxType, ElementLayout> = {
  float32: { bytes: 4, field: floatData },
  uint8: { bytes: 1, field: int32Data },
  int8: { bytes: 1, field: int32Data },
  uint16: { bytes: 2, field: int32Data },
  int16: { bytes: 2, field: int32Data },
  int32: { bytes: 4, field: int32Data },
  int64: { bytes: 8, field: int64Data },
  bool: { bytes: 1, field: int32Data },
  float16: { bytes: 2, field: int32Data }, // by its bits, as bfloat16
  float64: { bytes: 8, field: doubleData },
  uint32: { bytes: 4, field: uint64Data },
  uint64: { bytes: 8, field: uint64Data },
  bfloat16: { bytes: 2, field: int32Data },
};

/** The fields that hold elements, whatever their type. */
export const dataFields: ReadonlySet<number> = new Set(
  Object.values(elementLayout).map(({ field }) => field),
);

/** The type with this number of `TensorProto.DataType`, if its elements are numbers. */
export function typeOf(elementType: number): OnnxType | undefined {
  return names.get(elementType);
}

const names = new Map(
  Object.entries(ELEMENT).map(([name, number]): [number, OnnxType] => [number, name as OnnxType]),
);
