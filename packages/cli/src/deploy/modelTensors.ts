import { readFile } from "node:fs/promises";
import { openSession, type TensorInfo } from "@flawlens/inference";

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
  const session = await openSession(await readFile(file), {}, file);
  try {
    return { inputs: session.inputs.map(tensor), outputs: session.outputs.map(tensor) };
  } finally {
    await session.release();
  }
}

function tensor({ name, type, dims }: TensorInfo): FileTensor {
  const [, ...sizes] = dims.map((size) => (typeof size === "number" ? size : -1));
  return { name, type, sizes };
}
