import { openInitializers } from "@flawlens/onnx";
import type { InitializerInfo, OnnxType } from "@flawlens/onnx";
import { fileSource, filesBeside } from "@flawlens/onnx/node";

import { toStored } from "./_dtypes.ts";
import type { FileDtype } from "./_dtypes.ts";
import type { OpenWeights } from "./_weightsFile.ts";

/** ONNX's element types as safetensors names them. */
const dtypes: Record<OnnxType, FileDtype> = {
  float32: "F32",
  uint8: "U8",
  int8: "I8",
  uint16: "U16",
  int16: "I16",
  int32: "I32",
  int64: "I64",
  bool: "BOOL",
  float16: "F16",
  float64: "F64",
  uint32: "U32",
  uint64: "U64",
  bfloat16: "BF16",
};

/** The initialisers of an ONNX model's graph. Nodes and everything else are stepped over unread. */
export const openOnnx: OpenWeights = async (handle, fileBytes, source, file) => {
  const { initializers, read } = await openInitializers(fileSource(handle, fileBytes, source), {
    openExternal: filesBeside(file, source),
    context: source,
  });
  return {
    metadata: {},
    tensors: new Map([...initializers].map(([name, info]) => [name, headerOf(info)])),
    async *read(names) {
      for (const name of names) {
        const { type, dims, data } = await read(name);
        yield [name, toStored(dtypes[type], [...dims], data.buffer)];
      }
    },
  };
};

function headerOf({ type, elementType, dims }: InitializerInfo) {
  return { dtype: type ? dtypes[type] : `ONNX type ${elementType}`, shape: [...dims] };
}
