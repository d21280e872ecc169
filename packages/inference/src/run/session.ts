/** An input or output of a graph. Names and negative numbers stand for sizes that the graph leaves open. */
export interface TensorInfo {
  name: string;
  type: string;
  dims: readonly (number | string)[];
}

/** A tensor that came out of a graph. */
export interface OutputTensor {
  type: string;
  dims: readonly number[];
  data: unknown;
}

/** A detector's graph, loaded by some ONNX runtime: the part of a detector that differs between Node and browsers. */
export interface Session {
  inputs: readonly TensorInfo[];
  outputs: readonly TensorInfo[];
  /**
   * Computes some outputs of a batch.
   *
   * @param batch - RGB bytes of shape `dims`: `[N, height, width, 3]`. They are the session's from now on: it may give
   *   their memory away.
   */
  run(
    batch: Uint8Array,
    dims: readonly number[],
    outputs: readonly string[],
  ): Promise<Record<string, OutputTensor>>;
  release(): Promise<void>;
}
