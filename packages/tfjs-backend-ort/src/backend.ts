import {
  type BackendValues,
  type DataId,
  type DataType,
  KernelBackend,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { Contents, interleave } from "./_contents.ts";
import { type EngineStatistics, Executor } from "./execution/executor.ts";
import { type ChosenProvider, chooseProvider } from "./execution/chooseProvider.ts";
import { permute, identity, isIdentity } from "./graph/perm.ts";
import { takeOptions } from "./options.ts";
import type { Kernel, Named } from "./recording/kernel.ts";
import { Pace } from "./recording/pace.ts";
import { Recorder } from "./recording/recorder.ts";
import { Trace, refuseToRun } from "./recording/_trace.ts";
import { Value } from "./recording/value.ts";
import type { ElementType } from "./recording/valueSpec.ts";

/**
 * TensorFlow.js backend that records kernels and runs them as compiled ONNX graphs. Nothing is
 * computed until a value is read; then everything that some tensor still holds is computed at once.
 */
export class OrtBackend extends KernelBackend {
  readonly #contents = new Contents(this);
  readonly #executor: Executor;
  readonly #recorder: Recorder;
  readonly #pace: Pace;
  #frozen = 0;
  #trace: Trace | null = null;
  /** ONNX Runtime's execution provider, and those tried before it in vain. */
  readonly chosen: ChosenProvider;
  readonly threads: number;

  get provider(): string {
    return this.chosen.provider;
  }

  constructor() {
    super();
    const options = takeOptions();
    this.chosen = chooseProvider(options.providers);
    const { provider } = this.chosen;
    this.threads = options.threads;
    this.#executor = new Executor({
      session: {
        executionProviders: provider === "cpu" ? ["cpu"] : [provider, "cpu"],
        intraOpNumThreads: options.threads,
        interOpNumThreads: 1,
        graphOptimizationLevel: "all",
        // With it, a graph's second run takes its memory in one piece and the first run's stays taken.
        enableMemPattern: false,
        logSeverityLevel: 4, // what fails is thrown
      },
      forCpu: provider === "cpu",
      cachedGraphs: options.cachedGraphs,
      pooledBytes: options.pooledBytes,
    });
    this.#recorder = new Recorder((value) => this.#executor.free(value));
    this.#pace = new Pace({
      run: () => void (this.#trace || this.flush()),
      limit: options.pendingOperations,
    });
  }

  /** What the engine has done so far. */
  statistics(): EngineStatistics {
    return this.#executor.statistics();
  }

  // What TensorFlow.js asks of a backend.

  override numDataIds(): number {
    return this.#contents.count;
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
      this.#contents.set(dataId, { value: null, host: { values, dtype }, refCount });
      return;
    }
    const value = new Value(dtype as ElementType, shape);
    // A copy: the caller may reuse its array before the graph runs.
    const data = this.#executor.allocate(value.dtype, value.size);
    if (values) data.set(values as ArrayLike<number>);
    else data.fill(0);
    value.stored = { data, perm: identity(shape.length), escaped: false };
    value.holders = 1;
    this.#contents.set(dataId, { value, host: null, refCount });
  }

  override incRef(dataId: DataId): void {
    this.#contents.get(dataId).refCount++;
  }

  override refCount(dataId: DataId): number {
    return this.#contents.has(dataId) ? this.#contents.get(dataId).refCount : 0;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.#contents.has(dataId)) return true;
    const entry = this.#contents.get(dataId);
    entry.refCount--;
    if (!force && entry.refCount > 0) return false;
    if (entry.host?.complexTensorInfos) {
      const { real, imag } = entry.host.complexTensorInfos;
      this.disposeData(real.dataId, true);
      this.disposeData(imag.dataId, true);
    }
    this.#contents.delete(dataId);
    const { value } = entry;
    if (value && --value.holders === 0 && value.users === 0) this.#executor.free(value);
    return true;
  }

  override async read(dataId: DataId): Promise<BackendValues> {
    return this.readSync(dataId);
  }

  override readSync(dataId: DataId): BackendValues {
    const { value, host } = this.#contents.get(dataId);
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

  /** From here to the trace's end operations are only recorded. What was pending is computed first. */
  startTrace(): Trace {
    this.flush();
    this.#trace = new Trace({
      recorder: this.#recorder,
      hold: (value) => this.#hold(value),
      onEnd: () => (this.#trace = null),
    });
    return this.#trace;
  }

  /** Computes every pending value that some tensor still holds. */
  flush(): void {
    if (this.#trace) refuseToRun();
    this.#pace.reset();
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
    const node = this.#recorder.record(kernel, values, attrs);
    if (!node) return null;
    const outputs = node.outputs.map((value) => this.#hold(value));
    if (!this.#trace) this.#pace.recorded(node.signature, this.#recorder.length);
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
    const { value } = this.#contents.get(input.dataId);
    return this.#trace !== null && value !== null && value.stored === null;
  }

  /** The content of a tensor. */
  contentOf(input: TensorInfo): Value {
    const { value } = this.#contents.get(input.dataId);
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
    this.#contents.get(dataId).host!.complexTensorInfos = {
      real: this.share(real),
      imag: this.share(imag),
    };
    return { dataId, shape: real.shape, dtype: "complex64" };
  }

  /** The two halves of a complex tensor, which stay its own. */
  complexParts(input: TensorInfo): { real: TensorInfo; imag: TensorInfo } {
    return this.#contents.get(input.dataId).host!.complexTensorInfos!;
  }

  #hold(value: Value): TensorInfo {
    const dataId = {};
    value.holders++;
    this.#contents.set(dataId, { value, host: null, refCount: 1 });
    return { dataId, shape: value.shape, dtype: value.dtype };
  }
}
