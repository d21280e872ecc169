import {
  type BackendValues,
  type DataId,
  DataStorage,
  type DataType,
  KernelBackend,
  type TensorInfo,
  engine,
  util,
} from "@tensorflow/tfjs-core";
import { type EngineStatistics, Executor } from "./execution/executor.ts";
import { permute, identity, isIdentity } from "./graph/perm.ts";
import { takeOptions } from "./options.ts";
import type { Kernel, Named } from "./recording/kernel.ts";
import type { RecordedNode } from "./recording/recordedNode.ts";
import { Recorder } from "./recording/recorder.ts";
import { type ElementType, Value } from "./recording/value.ts";

/** A tensor's content that ONNX Runtime does not hold: text, and complex numbers as two tensors. */
interface HostContent {
  values: BackendValues | null;
  dtype: DataType;
  complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
}

/** A recording that is not run. */
export interface Trace {
  /** A tensor without content, for the function to be traced. */
  placeholder(dtype: ElementType, shape: number[]): TensorInfo;
  /** What was recorded for tensors that are still held. */
  take(): RecordedNode[];
  end(): void;
}

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

interface Entry {
  value: Value | null;
  host: HostContent | null;
  refCount: number;
}

/**
 * TensorFlow.js backend that records kernels and runs them as compiled ONNX graphs. Nothing is
 * computed until a value is read; then everything that some tensor still holds is computed at once.
 */
export class OrtBackend extends KernelBackend {
  readonly #entries: DataStorage<Entry>;
  readonly #executor: Executor;
  readonly #recorder: Recorder;
  readonly #pendingLimit: number;
  #frozen = 0;
  #tracing = false;
  readonly provider: string;
  readonly threads: number;

  constructor() {
    super();
    const options = takeOptions();
    this.provider = options.provider;
    this.threads = options.threads;
    this.#pendingLimit = options.pendingOperations;
    this.#entries = new DataStorage(this, engine());
    this.#executor = new Executor({
      session: {
        executionProviders: options.provider === "cpu" ? ["cpu"] : [options.provider, "cpu"],
        intraOpNumThreads: options.threads,
        interOpNumThreads: 1,
        graphOptimizationLevel: "all",
        logSeverityLevel: 4, // what fails is thrown
      },
      forCpu: options.provider === "cpu",
      cachedGraphs: options.cachedGraphs,
      pooledBytes: options.pooledBytes,
    });
    this.#recorder = new Recorder((value) => this.#executor.free(value));
  }

  /** What the engine has done so far. */
  statistics(): EngineStatistics {
    return this.#executor.statistics();
  }

  // What TensorFlow.js asks of a backend.

  override numDataIds(): number {
    return this.#entries.numDataIds();
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return true;
  }

  override async time(work: () => void): Promise<{ kernelMs: number }> {
    this.flush();
    const start = performance.now();
    work();
    this.flush();
    return { kernelMs: performance.now() - start };
  }

  override write(values: BackendValues | null, shape: number[], dtype: DataType): DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: DataId,
    values: BackendValues | null,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    if (dtype === "string" || dtype === "complex64") {
      this.#entries.set(dataId, { value: null, host: { values, dtype }, refCount });
      return;
    }
    const value = new Value(dtype as ElementType, shape);
    // A copy: the caller may reuse its array before the graph runs.
    const data = this.#executor.allocate(value.dtype, value.size);
    if (values) data.set(values as ArrayLike<number>);
    else data.fill(0);
    value.stored = { data, perm: identity(shape.length), escaped: false };
    value.holders = 1;
    this.#entries.set(dataId, { value, host: null, refCount });
  }

  override incRef(dataId: DataId): void {
    this.#entries.get(dataId).refCount++;
  }

  override refCount(dataId: DataId): number {
    return this.#entries.has(dataId) ? this.#entries.get(dataId).refCount : 0;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.#entries.has(dataId)) return true;
    const entry = this.#entries.get(dataId);
    entry.refCount--;
    if (!force && entry.refCount > 0) return false;
    if (entry.host?.complexTensorInfos) {
      const { real, imag } = entry.host.complexTensorInfos;
      this.disposeData(real.dataId, true);
      this.disposeData(imag.dataId, true);
    }
    this.#entries.delete(dataId);
    const { value } = entry;
    if (value && --value.holders === 0 && value.users === 0) this.#executor.free(value);
    return true;
  }

  override async read(dataId: DataId): Promise<BackendValues> {
    return this.readSync(dataId);
  }

  override readSync(dataId: DataId): BackendValues {
    const { value, host } = this.#entries.get(dataId);
    if (host?.complexTensorInfos) {
      const { real, imag } = host.complexTensorInfos;
      return interleave(this.readSync(real.dataId), this.readSync(imag.dataId));
    }
    if (!value) return host!.values!;
    if (!value.stored) this.flush();
    const stored = value.stored!;
    if (!isIdentity(stored.perm))
      return permute(stored.data, value.shape, stored.perm, identity(value.shape.length));
    stored.escaped = true;
    return stored.data;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override dispose(): void {
    this.#executor.dispose();
  }

  // What kernels ask of this one.

  /**
   * From here to `end()` operations are only recorded: reading what they compute is refused, and in
   * the end they are forgotten. What was pending before is computed first.
   */
  startTrace(): Trace {
    this.flush();
    this.#tracing = true;
    return {
      placeholder: (dtype, shape) => {
        const value = new Value(dtype, shape);
        value.node = PLACEHOLDER;
        return this.#hold(value);
      },
      take: () => this.#recorder.take(),
      end: () => {
        this.#tracing = false;
        for (const node of this.#recorder.take()) this.#recorder.release(node);
      },
    };
  }

  /** Computes every pending value that some tensor still holds. */
  flush(): void {
    if (this.#tracing)
      throw new Error(
        "exportOnnx: expected a function that only computes tensors, but it read a value, which would be frozen into the file; write the choice as tensor operations",
      );
    const nodes = this.#recorder.take();
    if (nodes.length === 0) return;
    try {
      this.#executor.run(nodes);
    } catch (error) {
      this.#recorder.restore(nodes);
      throw error;
    }
    for (const node of nodes) this.#recorder.release(node);
  }

  /** Records one call of a kernel and returns its outputs as tensors; null if one would be empty. */
  record(kernel: Kernel, inputs: Named<TensorInfo>, attrs: object): TensorInfo[] | null {
    const values: Named<Value> = {};
    for (const name in inputs) if (inputs[name]) values[name] = this.contentOf(inputs[name]);
    const outputs = this.#recorder.record(kernel, values, attrs)?.map((value) => this.#hold(value));
    if (!outputs) return null;
    if (this.#recorder.length > this.#pendingLimit && !this.#tracing) this.flush();
    return outputs;
  }

  /** The same numbers as one tensor under another shape, for nothing, where they are stored plainly. */
  alias(input: TensorInfo, shape: number[]): TensorInfo | null {
    const value = this.contentOf(input);
    const { stored } = value;
    if (!stored || !isIdentity(stored.perm)) return null;
    const alias = new Value(value.dtype, shape);
    stored.escaped = true;
    alias.stored = { data: stored.data, perm: identity(shape.length), escaped: true };
    alias.frozen = value.frozen && ++this.#frozen;
    return this.#hold(alias);
  }

  /** Promises that a tensor's numbers never change, so that graphs may have them compiled in. */
  freeze(input: TensorInfo): void {
    const value = this.contentOf(input);
    if (!value.stored) this.flush();
    value.stored!.escaped = true;
    if (!value.frozen) value.frozen = ++this.#frozen;
  }

  /** Whether reading a tensor now is refused, because what computes it is only being recorded. */
  isTraced(input: TensorInfo): boolean {
    const { value } = this.#entries.get(input.dataId);
    return this.#tracing && value !== null && value.stored === null;
  }

  /** The content of a tensor. */
  contentOf(input: TensorInfo): Value {
    const { value } = this.#entries.get(input.dataId);
    if (!value)
      throw new TypeError(`tfjs-backend-ort: expected numbers, got a ${input.dtype} tensor`);
    return value;
  }

  /** Another tensor of the same content. */
  share(input: TensorInfo): TensorInfo {
    return this.#hold(this.contentOf(input));
  }

  /** A complex tensor of two real ones, which stay the caller's. */
  complex(real: TensorInfo, imag: TensorInfo): TensorInfo {
    const dataId = this.write(null, real.shape, "complex64");
    this.#entries.get(dataId).host!.complexTensorInfos = {
      real: this.share(real),
      imag: this.share(imag),
    };
    return { dataId, shape: real.shape, dtype: "complex64" };
  }

  /** The two halves of a complex tensor, which stay its own. */
  complexParts(input: TensorInfo): { real: TensorInfo; imag: TensorInfo } {
    return this.#entries.get(input.dataId).host!.complexTensorInfos!;
  }

  #hold(value: Value): TensorInfo {
    const dataId = {};
    value.holders++;
    this.#entries.set(dataId, { value, host: null, refCount: 1 });
    return { dataId, shape: value.shape, dtype: value.dtype };
  }
}

function interleave(real: BackendValues, imag: BackendValues): Float32Array {
  const result = new Float32Array(2 * real.length);
  for (let i = 0; i < real.length; i++) {
    result[2 * i] = real[i] as number;
    result[2 * i + 1] = imag[i] as number;
  }
  return result;
}

/** The shape that a reshape with one side of -1 means. */
export function impliedShape(shape: number[], size: number): number[] {
  return util.inferFromImplicitShape(shape, size);
}
