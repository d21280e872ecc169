/** Datatypes of the Open Inference Protocol that detectors take and give. */
type Datatype = "UINT8" | "FP32" | "BYTES";

/** A tensor's name, datatype and shape; a dimension of -1 is free. */
export interface TensorSpec {
  name: string;
  datatype: Datatype;
  shape: number[];
}

/** A tensor with its values, row-major. */
export interface Tensor extends TensorSpec {
  data: Uint8Array | Float32Array | readonly string[];
}

/** The bytes of a tensor as the binary extension sends them: little-endian, strings with their length before them. */
export function tensorBytes({ data }: Tensor): Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (data instanceof Float32Array) return floatBytes(data);
  const texts = data.map((text) => new TextEncoder().encode(text));
  const bytes = new Uint8Array(texts.reduce((sum, text) => sum + 4 + text.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const text of texts) {
    view.setUint32(at, text.length, true);
    bytes.set(text, at + 4);
    at += 4 + text.length;
  }
  return bytes;
}

const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

function floatBytes(data: Float32Array): Uint8Array {
  if (littleEndian) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const view = new DataView(new ArrayBuffer(data.byteLength));
  for (const [i, value] of data.entries()) view.setFloat32(4 * i, value, true);
  return new Uint8Array(view.buffer);
}
