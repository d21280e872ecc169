import {
  type BackendValues,
  type DataId,
  type DataType,
  KernelBackend,
  type TensorInfo,
  util,
} from "@tensorflow/tfjs-core";
import type { AnyBinding } from "./binding/ortBinding.ts";
import { type Content, Contents, copiedText, interleave } from "./_contents.ts";
import { type EngineStatistics, Executor } from "./execution/executor.ts";
import { runApart } from "./execution/runApart.ts";
import type { ChosenProvider } from "./execution/chooseProvider.ts";
import { atOnce, inTurn, type Steps } from "./execution/steps.ts";
import type { LoweringOptions } from "./graph/lowering.ts";
import { permute, identity, isIdentity } from "./graph/perm.ts";
import { reshape } from "./lowering/reshape.ts";
import type { Kernel, Named } from "./recording/kernel.ts";
import { Pace } from "./recording/pace.ts";
import { Recorder } from "./recording/recorder.ts";
import { Trace, refuseToRun } from "./recording/_trace.ts";
import { type Stored, Value } from "./recording/value.ts";
import type { ElementType } from "./recording/valueSpec.ts";

/** What a backend runs on, and its bounds. */
export interface BackendOptions {
  binding: AnyBinding;
  chosen: ChosenProvider;
  /** What graphs are written for. */
  lowering: () => LoweringOptions;
  threads: number;
  cachedGraphs: number;
  pooledBytes: number;
  pendingOperations: number;
}

/**
 * TensorFlow.js backend that records kernels and runs them as compiled ONNX graphs. Nothing is
 * computed until a value is read; then everything that some tensor still holds is computed at once. In a page values
 * arrive later, so that `dataSync()` and kernels that read their inputs need values that `data()` was awaited of.
 */
export class OrtBackend extends KernelBackend {
  readonly #contents = new Contents(this);
  readonly #executor: Executor;
  readonly #recorder: Recorder;
  readonly #pace: Pace;
  #frozen = 0;
  #trace: Trace | null = null;
  /** In a page: the end of the run that has begun, and that of the one after it. */
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;
  /** How it speaks to ONNX Runtime. */
  readonly binding: AnyBinding;
  /** ONNX Runtime's execution provider, and those before it that did not start. */
  readonly chosen: ChosenProvider;
  readonly threads: number;

  get provider(): string {
    return this.chosen.provider;
  }

  constructor(options: BackendOptions) {
    super();
    this.binding = options.binding;
    this.chosen = options.chosen;
    this.threads = options.threads;
    this.#executor = new Executor({
      binding: this.binding,
      session: {
        intraOpNumThreads: options.threads,
        interOpNumThreads: 1,
        graphOptimizationLevel: "all",
        // With it, a graph's second run takes its memory in one piece and the first run's stays taken.
        enableMemPattern: false,
        logSeverityLevel: 4, // what fails is thrown
      },
      provider: this.chosen.provider,
      lowering: options.lowering,
      cachedGraphs: options.cachedGraphs,
      pooledBytes: options.pooledBytes,
    });
    this.#recorder = new Recorder((value) => this.#executor.free(value));
    this.#pace = new Pace({
      run: () => void (this.#trace || this.flush()),
      limit: options.pendingOperations,
    });
  }

  /** Counts and times of the engine's work so far. */
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

  // Not async: `tf.profile` needs an error of `work` at once, and takes a promise for a success.
  override time(work: () => void): Promise<{ kernelMs: number }> {
    this.flush();
    const start = performance.now();
    work();
    return this.flushed().then(() => ({ kernelMs: performance.now() - start }));
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
    value.stored = { data, perm: identity(shape.length), shared: false };
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
    if (entry.value) this.#letGo(entry.value);
    for (const view of entry.views?.values() ?? []) this.#letGo(view);
    return true;
  }

  override async read(dataId: DataId): Promise<BackendValues> {
    if (this.#isLater && this.#isPending(dataId)) await this.flushed();
    return this.readSync(dataId);
  }

  override readSync(dataId: DataId): BackendValues {
    const { value, host } = this.#contents.get(dataId);
    if (host?.complexTensorInfos) {
      const { real, imag } = host.complexTensorInfos;
      return interleave(this.readSync(real.dataId), this.readSync(imag.dataId));
    }
    // A copy: whatever the caller does with it, the tensor keeps its text and its numbers.
    if (!value) return copiedText(host!.values!);
    const { data, perm } = this.#stored(value);
    if (isIdentity(perm)) return data.slice();
    return permute(data, value.shape, perm, identity(value.shape.length));
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override dispose(): void {
    this.#executor.dispose();
  }

  /** Computes what is pending, then releases every compiled graph and the memory kept for the next tensors. */
  async releaseMemory(): Promise<void> {
    await this.flushed();
    this.#executor.dispose();
  }

  // What kernels ask of this one.

  /**
   * Starts a trace: until its end, operations are only recorded. Pending operations are computed first; in a page
   * {@link flushed} has to be awaited before.
   */
  startTrace(): Trace {
    if (!this.#isLater) this.flush();
    this.#trace = new Trace({
      recorder: this.#recorder,
      hold: (value) => this.#hold(value),
      onEnd: () => (this.#trace = null),
    });
    return this.#trace;
  }

  /**
   * Computes every pending value that some tensor still holds. It does not throw: what cannot be
   * computed keeps its error, which is thrown where it is read.
   */
  flush(): void {
    if (this.#trace) refuseToRun();
    this.#pace.reset();
    if (this.#isLater) void this.flushed();
    else atOnce(this.#compute());
  }

  /** The same; it is done when the promise is kept, which never fails. In a page, runs wait for each other. */
  flushed(): Promise<void> {
    if (!this.#isLater) {
      this.flush();
      return this.#running;
    }
    this.#next ??= this.#running = this.#running.then(() => {
      this.#next = null; // what is recorded from here on is for another run
      return inTurn(this.#compute());
    });
    return this.#next;
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

  /**
   * Rows of a stored tensor as one of their own, copied at once. In a graph, the place of the rows would be part of its
   * key, so that each batch of a data set would have a graph of its own. Null where the tensor is pending, or where a
   * function is recorded or has its numbers compiled in.
   */
  rows(input: TensorInfo, { begin, count }: { begin: number; count: number }): TensorInfo | null {
    if (this.#trace || !this.#contents.get(input.dataId).value?.stored) return null;
    const { stored, frozen, dtype, shape, size } = this.contentOf(input);
    if (!stored || frozen || stored.perm[0] !== 0) return null;
    const row = size / shape[0];
    const part = new Value(dtype, shape.with(0, count));
    const data = this.#executor.allocate(dtype, part.size);
    data.set(stored.data.subarray(begin * row, (begin + count) * row));
    part.stored = { data, perm: stored.perm, shared: false };
    return this.#hold(part);
  }

  /** The same tensor under another shape: the data id is shared, as TensorFlow.js's own backends do. */
  reshaped({ dataId, dtype }: TensorInfo, shape: number[]): TensorInfo {
    this.incRef(dataId);
    return { dataId, shape, dtype };
  }

  /** Promises that a tensor's numbers never change, so that graphs may have them compiled in. */
  freeze(input: TensorInfo): void {
    this.settle(input);
    const value = this.contentOf(input);
    value.stored!.shared = true;
    if (!value.frozen) value.frozen = ++this.#frozen;
  }

  /** Whether reading a tensor now is refused, because what computes it is only being recorded. */
  isTraced(input: TensorInfo): boolean {
    const { value } = this.#contents.get(input.dataId);
    return this.#trace !== null && value !== null && value.node !== null;
  }

  /** Computes a tensor, so that its content is stored in the tensor's own shape. */
  settle(input: TensorInfo): void {
    const content = this.#contents.get(input.dataId);
    const value = this.contentOf(input);
    if (value !== content.value && value.node) this.#keepView(content, value);
    this.#stored(value);
  }

  /** The content of a tensor, in the tensor's shape. */
  contentOf(input: TensorInfo): Value {
    const content = this.#contents.get(input.dataId);
    const { value } = content;
    if (!value)
      throw new TypeError(`tfjs-backend-ort: expected numbers, got a ${input.dtype} tensor`);
    return util.arraysEqual(value.shape, input.shape) ? value : this.#viewOf(content, input.shape);
  }

  /** A tensor's content in every shape that it has been asked for. */
  valuesOf(input: TensorInfo): Value[] {
    const { value, views } = this.#contents.get(input.dataId);
    return [...(value ? [value] : []), ...(views?.values() ?? [])];
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

  *#compute(): Steps<void> {
    const nodes = this.#recorder.take();
    if (nodes.length === 0) return;
    yield* runApart(nodes, (some) => this.#executor.run(some));
    this.#recorder.finish(nodes);
  }

  /** Whether ONNX Runtime answers later, as it does in a page. */
  get #isLater(): boolean {
    return this.binding.name === "page";
  }

  #isPending(dataId: DataId): boolean {
    const { value, host } = this.#contents.get(dataId);
    const parts = host?.complexTensorInfos;
    if (parts) return [parts.real, parts.imag].some((part) => this.#isPending(part.dataId));
    return value !== null && value.node !== null;
  }

  /** What a value holds; computes what is pending if it has to. Throws what it failed with. */
  #stored(value: Value): Stored {
    if (value.node && this.#isLater && !this.#trace) refuseToWait();
    if (value.node) this.flush();
    if (value.failure) throw value.failure;
    return value.stored!;
  }

  /**
   * A tensor's numbers under another shape; what is pending or stored in another order is reshaped in the graph. In a
   * trace what is stored becomes a constant in any order, so that the graph does not depend on what was computed before.
   */
  #viewOf(content: Content, shape: number[]): Value {
    const known = content.views?.get(shape.join());
    if (known) return known;
    const value = content.value!;
    const { stored } = value;
    const plain = stored !== null && isIdentity(stored.perm);
    if (!stored || (!plain && !this.#trace))
      return this.#recorder.record(reshape, { x: value }, { shape })!.outputs[0];
    const view = new Value(value.dtype, shape);
    if (plain) stored.shared = true;
    const data = plain
      ? stored.data
      : permute(stored.data, value.shape, stored.perm, identity(value.shape.length));
    view.stored = { data, perm: identity(shape.length), shared: true };
    view.frozen = value.frozen && ++this.#frozen;
    return this.#keepView(content, view);
  }

  #keepView(content: Content, view: Value): Value {
    view.holders++;
    content.views ??= new Map();
    content.views.set(view.shape.join(), view);
    return view;
  }

  #letGo(value: Value): void {
    if (--value.holders === 0 && value.users === 0) this.#executor.free(value);
  }

  #hold(value: Value): TensorInfo {
    const dataId = {};
    value.holders++;
    this.#contents.set(dataId, { value, host: null, refCount: 1 });
    return { dataId, shape: value.shape, dtype: value.dtype };
  }
}

function refuseToWait(): never {
  throw new Error(
    "tfjs-backend-ort: expected a value that is computed, got one that is pending; in a page values arrive later: " +
      "read it by await tensor.data(), or await that once before you call dataSync() or an operation that TensorFlow.js computes",
  );
}
