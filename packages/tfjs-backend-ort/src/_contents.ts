import {
  type BackendValues,
  type DataId,
  type DataType,
  type KernelBackend,
  type TensorInfo,
  engine,
} from "@tensorflow/tfjs-core";
import type { Value } from "./recording/value.ts";

/** A tensor's content that ONNX Runtime does not hold: text, and complex numbers as two tensors. */
interface HostContent {
  values: BackendValues | null;
  dtype: DataType;
  complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
}

/** The content of one of TensorFlow.js's data ids: numbers, or text and complex numbers. */
export interface Content {
  value: Value | null;
  /** The same numbers under other shapes, by shape: `reshape` gives out the same data id. */
  views?: Map<string, Value>;
  host: HostContent | null;
  refCount: number;
}

/**
 * The contents of one backend's tensors. Each is a property of the data id itself, under a symbol of this
 * backend, because TensorFlow.js's own `DataStorage`, a weak map, was the slowest part of recording.
 */
export class Contents {
  readonly #backend: KernelBackend;
  readonly #key = Symbol("content");
  #count = 0;

  constructor(backend: KernelBackend) {
    this.#backend = backend;
  }

  get count(): number {
    return this.#count;
  }

  has(dataId: DataId): boolean {
    return this.#at(dataId) !== undefined;
  }

  set(dataId: DataId, content: Content): void {
    if (!this.has(dataId)) this.#count++;
    (dataId as Record<symbol, Content | undefined>)[this.#key] = content;
  }

  delete(dataId: DataId): void {
    if (this.has(dataId)) this.#count--;
    (dataId as Record<symbol, Content | undefined>)[this.#key] = undefined;
  }

  /**
   * The content of a tensor; one that another backend holds is fetched from there.
   *
   * @throws {Error} If none holds it: the tensor was disposed.
   */
  get(dataId: DataId): Content {
    const content = this.#at(dataId);
    if (content) return content;
    if (!engine().state.tensorInfo.has(dataId))
      throw new Error(
        "tfjs-backend-ort: expected a tensor that is held, got one that was disposed; dispose it later, or tf.keep() what tf.tidy() is not to dispose",
      );
    engine().moveData(this.#backend, dataId);
    return this.#at(dataId)!;
  }

  #at(dataId: DataId): Content | undefined {
    return (dataId as Record<symbol, Content | undefined>)[this.#key];
  }
}

/** Text, of which TensorFlow.js keeps the bytes of each string; places of a buffer that were never set stay holes. */
export function copiedText(values: BackendValues): BackendValues {
  return (values as Uint8Array[]).map((text) => text.slice());
}

/** Complex numbers as TensorFlow.js reads them: real and imaginary parts in turn. */
export function interleave(real: BackendValues, imag: BackendValues): Float32Array {
  const result = new Float32Array(2 * real.length);
  for (let i = 0; i < real.length; i++) {
    result[2 * i] = real[i] as number;
    result[2 * i + 1] = imag[i] as number;
  }
  return result;
}
