import type { ValueInfo } from "@flawlens/onnx";
import type { AnyBinding, OrtTensor, SessionOptions } from "../binding/ortBinding.ts";
import type { RecordedNode, Value } from "../recording/value.ts";
import type { ElementArray, ElementType } from "../recording/valueSpec.ts";
import { physicalShape } from "../graph/lowered.ts";
import { lowerGraph } from "../graph/lowerGraph.ts";
import type { LoweringOptions } from "../graph/lowering.ts";
import { permute } from "../graph/perm.ts";
import { livePart } from "../graph/livePart.ts";
import { OPSETS } from "../graph/_opsets.ts";
import { BufferPool } from "./bufferPool.ts";
import { graphKey, type KeyedGraph } from "./graphKey.ts";
import { leftToCpu } from "./leftToCpu.ts";
import { type CompiledGraph, type Guess, SessionCache } from "./sessionCache.ts";
import { settledLayouts } from "./settledLayouts.ts";
import { arrived, type Steps } from "./steps.ts";

/** Counts and times of the engine's work so far. */
export interface EngineStatistics {
  /** The number of graphs run. */
  runs: number;
  /** The number of graphs compiled: a small constant in a training loop. */
  compilations: number;
  /** Milliseconds spent compiling, running, and preparing runs (keys, feeds). */
  compileMs: number;
  runMs: number;
  prepareMs: number;
  /** Bytes that runs have read from this process's memory and written to it. With a device, they cross its bus. */
  movedBytes: number;
  /** The number of compiled graphs held now. */
  cachedGraphs: number;
  /** The number of bytes kept for reuse. */
  pooledBytes: number;
}

export interface ExecutorOptions {
  binding: Pick<AnyBinding, "tensor" | "compile">;
  session: Omit<SessionOptions, "executionProviders">;
  /** ONNX Runtime's execution provider. */
  provider: string;
  /** What graphs are written for; asked for when one is. */
  lowering: () => LoweringOptions;
  cachedGraphs: number;
  pooledBytes: number;
}

/** A graph in ONNX's operators. */
type WrittenGraph = ReturnType<typeof lowerGraph>;

/** Runs recorded nodes as compiled graphs. */
export class Executor {
  readonly #options: ExecutorOptions;
  readonly #cache: SessionCache;
  readonly #pool: BufferPool;
  /** Layouts that inputs were put into, by the key that their graph had before. */
  readonly #guesses = new Map<string, Guess>();
  #runs = 0;
  #compilations = 0;
  #compileMs = 0;
  #runMs = 0;
  #prepareMs = 0;
  #movedBytes = 0;

  constructor(options: ExecutorOptions) {
    this.#options = options;
    this.#cache = new SessionCache(options.cachedGraphs);
    this.#pool = new BufferPool(options.pooledBytes);
  }

  statistics(): EngineStatistics {
    return {
      runs: this.#runs,
      compilations: this.#compilations,
      compileMs: this.#compileMs,
      runMs: this.#runMs,
      prepareMs: this.#prepareMs,
      movedBytes: this.#movedBytes,
      cachedGraphs: this.#cache.size,
      pooledBytes: this.#pool.bytes,
    };
  }

  /** Computes every held output of the nodes and stores it. */
  *run(nodes: RecordedNode[]): Steps<void> {
    const start = performance.now();
    let source = graphKey(nodes);
    const { outputs } = source;
    if (outputs.length === 0) return;
    let graph = this.#cache.get(source.key);
    const keyed = performance.now();
    if (graph?.guess) graph.guess.isRight = true;
    if (!graph) {
      let written = this.#write(nodes, source);
      const guess = this.#settle(source, written);
      if (guess) {
        source = graphKey(nodes);
        graph = this.#cache.get(source.key);
        if (!graph) written = this.#write(nodes, source);
      }
      if (!graph) {
        graph = { ...(yield* this.#compile(nodes, source, written)), guess };
        this.#cache.set(source.key, graph);
        this.#compilations++;
      }
      this.#compileMs += performance.now() - keyed;
    }
    const { inputs } = source;

    const prepared = performance.now();
    const { binding } = this.#options;
    const feeds: Record<string, OrtTensor> = {};
    for (const [value, name] of inputs)
      feeds[name] = binding.tensor(
        value.dtype,
        value.stored!.data,
        physicalShape(value, value.stored!.perm),
      );
    const fetches: Record<string, OrtTensor> = {};
    for (const [i, { name, perm }] of graph.outputs.entries())
      if (!(name in feeds) && !(name in fetches)) {
        const { dtype, size } = outputs[i];
        fetches[name] = binding.tensor(
          dtype,
          this.allocate(dtype, size),
          physicalShape(outputs[i], perm),
        );
      }
    const started = performance.now();
    this.#prepareMs += started - prepared + (keyed - start);
    if (graph.session) yield* arrived(graph.session.run(feeds, fetches));
    this.#runMs += performance.now() - started;
    for (const { data } of [...Object.values(feeds), ...Object.values(fetches)])
      this.#movedBytes += (data as ElementArray).byteLength;
    this.#runs++;
    this.#pool.nextRun();

    const taken = new Map<string, Value>();
    for (const [value, name] of inputs) taken.set(name, value);
    for (const [i, { name, perm }] of graph.outputs.entries()) {
      const value = outputs[i];
      const twin = taken.get(name);
      if (twin) {
        // The same numbers under another shape or order: shared, so never written again.
        twin.stored!.shared = true;
        value.stored = { data: twin.stored!.data, perm, shared: true };
      } else {
        value.stored = { data: fetches[name].data as ElementArray, perm, shared: false };
        taken.set(name, value);
      }
      value.node = null;
    }
    // In a page a tensor may be disposed during the run.
    for (const value of outputs) if (value.holders === 0 && value.users === 0) this.free(value);
  }

  /** Takes back the memory of a value that is not needed any more. */
  free(value: Value): void {
    const { stored } = value;
    if (!stored) return;
    value.stored = null;
    if (!stored.shared) this.#pool.release(stored.data.buffer as ArrayBuffer);
    if (value.frozen) this.#cache.evict((key) => key.includes(`c${value.frozen};`));
  }

  /** Releases every compiled graph and all kept memory. */
  dispose(): void {
    this.#cache.evict(() => true);
    this.#pool.clear();
  }

  /** Memory for a value; its content is undefined. */
  allocate(dtype: ElementType, size: number): ElementArray {
    if (dtype === "bool") return new Uint8Array(this.#pool.acquire(size));
    const buffer = this.#pool.acquire(4 * size);
    return dtype === "float32" ? new Float32Array(buffer) : new Int32Array(buffer);
  }

  #write(nodes: RecordedNode[], { inputs, constants, outputs }: KeyedGraph): WrittenGraph {
    return lowerGraph({ nodes, inputs, constants, outputs }, this.#options.lowering());
  }

  /**
   * Puts inputs into the memory layouts that the next run is probably given them in, see {@link settledLayouts}. If
   * the same graph comes again as it was at first, its inputs are no results of the run before, and stay as they are.
   *
   * @returns The guess if an input has another layout now.
   */
  #settle({ key, inputs, outputs }: KeyedGraph, written: WrittenGraph): Guess | undefined {
    const layouts = settledLayouts({
      inputs: inputs.keys(),
      outputs,
      forms: written.outputs,
      lowered: written.lowered,
    });
    const known = this.#guesses.get(key);
    if (layouts.size === 0 || known?.isRight === false) return undefined;
    const guess = known ?? { isRight: false };
    this.#guesses.set(key, guess);
    for (const oldest of this.#guesses.keys()) {
      if (this.#guesses.size <= this.#options.cachedGraphs) break;
      this.#guesses.delete(oldest);
    }
    for (const [value, perm] of layouts) {
      const { data, perm: from, shared } = value.stored!;
      if (isZero(data)) value.stored = { data, perm, shared };
      else {
        value.stored = { data: permute(data, value.shape, from, perm), perm, shared: false };
        if (!shared) this.#pool.release(data.buffer as ArrayBuffer);
      }
    }
    return guess;
  }

  *#compile(
    recorded: RecordedNode[],
    { inputs, constants, outputs }: KeyedGraph,
    graph: WrittenGraph,
  ): Steps<CompiledGraph> {
    const { binding, provider, session } = this.#options;
    const { forCpu } = graph.lowering;
    const { lowering } = graph;
    const info = (value: Value, name: string, perm: readonly number[]): ValueInfo => ({
      name,
      type: value.dtype,
      dims: physicalShape(value, perm),
    });
    const feeds = [...inputs].map(([value, name]) => info(value, name, value.stored!.perm));
    const fed = new Set(inputs.values());
    const results: ValueInfo[] = [];
    const seen = new Set<string>();
    for (const [i, form] of graph.outputs.entries()) {
      // An output must come from a node: a constant is passed through one.
      if (lowering.initializers.has(form.name))
        form.name = lowering.op("Identity", [form.name], {}, { unique: true });
      if (fed.has(form.name) || seen.has(form.name)) continue;
      seen.add(form.name);
      results.push(info(outputs[i], form.name, form.perm));
    }
    const forms = graph.outputs.map((form) => ({ ...form }));
    // Nothing to compute: every output is an input under another name.
    if (results.length === 0) return { session: null, outputs: forms };
    const live = livePart(lowering, seen);
    const { nodes, names } = provider === "webgpu" ? leftToCpu(live) : { nodes: live.nodes, names: [] }; // prettier-ignore
    const model = {
      ...live,
      nodes,
      inputs: feeds,
      outputs: results,
      opsets: OPSETS,
    };
    const first = names.length ? { name: "webgpu" as const, forceCpuNodeNames: names } : provider;
    const settings: SessionOptions = {
      ...session,
      executionProviders: forCpu ? ["cpu"] : [first, "cpu"],
    };
    if (isSmall(recorded)) settings.intraOpNumThreads = 1;
    if (forCpu && constants.size === 0 && isWrittenWell(recorded))
      settings.graphOptimizationLevel = "disabled";
    return { session: yield* arrived(binding.compile(model, settings)), outputs: forms };
  }
}

/** Whether all numbers are zero, as a moment's are at first. A callback for each would take seven times as long. */
function isZero(data: ElementArray): boolean {
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) return false;
  return true;
}

/** The size of a graph, in numbers read and written, below which a second thread would start too late. */
const SMALL = 2 ** 14;

/**
 * Whether a graph gains nothing by threads. Each compiled graph has threads of its own, which take
 * longer to start and stop than such a graph takes to run: TensorFlow.js's own tests, thousands of
 * such graphs, take 16 s of processor time without them and 66 s with them.
 */
function isSmall(nodes: RecordedNode[]): boolean {
  let size = 0;
  for (const node of nodes)
    for (const value of [...node.inputs, ...node.outputs]) size += value.size;
  return size < SMALL;
}

/**
 * Whether ONNX Runtime's own optimiser finds nothing to improve: kernels are lowered to the forms it would
 * choose for convolutions, and what it still moves around costs a training step up to 15 %, and most of the
 * time to compile it. It does merge products of matrices with the operators around them.
 */
function isWrittenWell(nodes: RecordedNode[]): boolean {
  const count = (pattern: RegExp) => nodes.filter(({ kernel }) => pattern.test(kernel.name)).length;
  return count(/Conv/) > count(/MatMul/);
}
