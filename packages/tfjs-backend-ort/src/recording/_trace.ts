import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Recorder } from "./recorder.ts";
import { type RecordedNode, Value } from "./value.ts";
import type { ElementType } from "./valueSpec.ts";

/** The node of all placeholders, which have no content. */
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
  site: null,
  number: -1,
};

/** The parts of the backend that a trace needs. */
export interface TraceHost {
  recorder: Recorder;
  hold(value: Value): TensorInfo;
  onEnd(): void;
}

/**
 * A recording that is never run. Reading one of its results is refused, and at its end it is forgotten.
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

  /** Removes the recorded nodes, and returns those that held tensors need. */
  take(): RecordedNode[] {
    return this.#host.recorder.take();
  }

  end(): void {
    for (const node of this.#host.recorder.take()) this.#host.recorder.release(node);
    this.#host.onEnd();
  }
}

/** Throws the error of a function that reads a value while it is only recorded. */
export function refuseToRun(): never {
  throw new Error(
    "exportOnnx: expected a function that only computes tensors, but it read a value, which would be frozen into the file; write the choice as tensor operations",
  );
}
