import { InferenceSession } from "onnxruntime-node";

/** An input or an output of a detector's file. */
export interface FileTensor {
  name: string;
  /** As ONNX Runtime names it: `uint8`, `float32`. */
  type: string;
  /** Its sizes after the number of images; -1 is any. */
  sizes: number[];
}

/** What a detector's file takes and gives, by the file itself. */
export async function modelTensors(
  file: string,
): Promise<{ inputs: FileTensor[]; outputs: FileTensor[] }> {
  const session = await InferenceSession.create(file);
  try {
    return {
      inputs: session.inputMetadata.map(tensor),
      outputs: session.outputMetadata.map(tensor),
    };
  } finally {
    await session.release();
  }
}

function tensor(value: InferenceSession.ValueMetadata): FileTensor {
  if (!value.isTensor) throw new TypeError(`expected tensors, got ${value.name}, which is none`);
  const [, ...sizes] = value.shape.map((size) => (typeof size === "number" ? size : -1));
  return { name: value.name, type: value.type, sizes };
}
