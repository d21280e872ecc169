import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Recorder } from "./recorder.ts";
import { type RecordedNode, Value } from "./value.ts";
import type { ElementType } from "./valueSpec.ts";

/** Stands where a placeholder's content would come from. */
const PLACEHOLDER: RecordedNode = {
  kernel: {
    name: "Placeholder",
    infer: () => [],
    lower: () => [],
  },
  names: [],
  inputs: [],
  outputs: [],
  attrs: {},
  signature: "",
  number: -1,
};

/** What a trace needs of the backend that records it. */
export interface TraceHost {
  recorder: Recorder;
  hold(value: Value): TensorInfo;
  onEnd(): void;
}

/**
 * A recording that is not run: reading what it computes is refused, and in the end it is forgotten.
 */
export class Trace {
  readonly #host: TraceHost;

  constructor(host: TraceHost) {
    this.#host = host;
  }

  /** A tensor without content, for the function to be traced. */
  placeholder(dtype: ElementType, shape: number[]): TensorInfo {
    const value = new Value(dtype, shape);
    value.node = PLACEHOLDER;
    return this.#host.hold(value);
  }

  /** What was recorded for tensors that are still held. */
  take(): RecordedNode[] {
    return this.#host.recorder.take();
  }

  end(): void {
    for (const node of this.#host.recorder.take()) this.#host.recorder.release(node);
    this.#host.onEnd();
  }
}

/** Refuses to run what is only being recorded. */
export function refuseToRun(): never {
  throw new Error(
    "exportOnnx: expected a function that only computes tensors, but it read a value, which would be frozen into the file; write the choice as tensor operations",
  );
}
