import type { FileTensor } from "./modelTensors.ts";

/** What NVIDIA Triton serves. */
export interface TritonOptions {
  name: string;
  inputs: readonly FileTensor[];
  outputs: readonly FileTensor[];
  /** Most images of a batch. */
  batch: number;
  /** How many batches run at once. */
  instances: number;
}

/** A `config.pbtxt` of NVIDIA Triton for its ONNX Runtime backend, in protobuf's text format. */
export function tritonConfig({ name, inputs, outputs, batch, instances }: TritonOptions): string {
  const list = (tensors: readonly FileTensor[]) =>
    tensors
      .map(
        ({ name, type, sizes }) =>
          `  { name: ${JSON.stringify(name)} data_type: ${typeOf(type)} dims: [ ${sizes.join(", ")} ] }`,
      ) // prettier-ignore
      .join(",\n");
  return `name: ${JSON.stringify(name)}
backend: "onnxruntime"
max_batch_size: ${batch}
input [
${list(inputs)}
]
output [
${list(outputs)}
]
dynamic_batching { max_queue_delay_microseconds: 2000 }
instance_group [ { kind: KIND_AUTO count: ${instances} } ]
`;
}

const types: Record<string, string> = {
  uint8: "TYPE_UINT8",
  int32: "TYPE_INT32",
  int64: "TYPE_INT64",
  float16: "TYPE_FP16",
  float32: "TYPE_FP32",
};

function typeOf(type: string): string {
  if (Object.hasOwn(types, type)) return types[type];
  throw new RangeError(`tritonConfig: expected one of ${Object.keys(types).join(", ")}, got ${type}`); // prettier-ignore
}
