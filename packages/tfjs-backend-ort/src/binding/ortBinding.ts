import type { OnnxModel } from "@flawlens/onnx";
import type { ElementArray, ElementType } from "../recording/valueSpec.ts";

/** The ways in which the engine speaks to ONNX Runtime; see {@link OrtBinding}. */
export const BINDINGS = ["private", "public", "web"] as const;

/** The name of a way to speak to ONNX Runtime. */
export type BindingName = (typeof BINDINGS)[number];

/** Numbers that a graph reads or writes. */
export interface OrtTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

/** The WebGPU provider, with the nodes that the cpu provider is to compute instead. */
interface WebGpuProvider {
  name: "webgpu";
  forceCpuNodeNames: string[];
}

/** The options of a session that the engine sets, by ONNX Runtime's own names. */
export interface SessionOptions {
  executionProviders?: readonly (string | WebGpuProvider)[];
  intraOpNumThreads?: number;
  interOpNumThreads?: number;
  graphOptimizationLevel?: "disabled" | "basic" | "extended" | "layout" | "all";
  enableMemPattern?: boolean;
  logSeverityLevel?: 0 | 1 | 2 | 3 | 4;
}

/** A compiled graph. A run blocks the calling thread until it is done. */
export interface GraphSession {
  /** Computes every fetch into the memory that it brings. */
  run(feeds: Record<string, OrtTensor>, fetches: Record<string, OrtTensor>): void;
  release(): void;
}

/** A file that was loaded as any other program would load it. */
export interface FileSession {
  /** Computes outputs by name, of whatever shapes they have. */
  run(feeds: Record<string, OrtTensor>, outputs: readonly string[]): Record<string, OrtTensor>;
  release(): void;
}

/**
 * What the engine needs of ONNX Runtime. "private" calls the native binding inside of onnxruntime-node
 * on the calling thread; "public" calls onnxruntime-node by its public API on a thread of its own; "web"
 * does the same with onnxruntime-web, which is WebAssembly.
 */
export interface OrtBinding {
  readonly name: BindingName;
  /** The execution provider that computes on the processor: "cpu", or "wasm" in WebAssembly. */
  readonly processor: "cpu" | "wasm";
  /** Numbers as this binding takes them; the memory is shared, not copied. */
  tensor(type: ElementType | "uint8", data: ElementArray, dims: readonly number[]): OrtTensor;
  /** Compiles a model. Takes 0.05 to 1 s, by its size. */
  compile(model: OnnxModel, options: SessionOptions): GraphSession;
  /** Loads the bytes of a file with ONNX Runtime's usual options. */
  open(bytes: Uint8Array): FileSession;
}

/** A compiled graph in a page, where a run ends later. */
export interface PageSession {
  run(feeds: Record<string, OrtTensor>, fetches: Record<string, OrtTensor>): Promise<void>;
  release(): Promise<void>;
}

/** A file that was loaded in a page. */
interface PageFileSession {
  run(
    feeds: Record<string, OrtTensor>,
    outputs: readonly string[],
  ): Promise<Record<string, OrtTensor>>;
  release(): Promise<void>;
}

/** onnxruntime-web in a page: like {@link OrtBinding}, but everything is there later. */
export interface PageBinding {
  readonly name: "page";
  readonly processor: "wasm";
  tensor: OrtBinding["tensor"];
  compile(model: OnnxModel, options: SessionOptions): Promise<PageSession>;
  open(bytes: Uint8Array): Promise<PageFileSession>;
}

/** A binding of Node, which answers at once, or of a page. */
export type AnyBinding = OrtBinding | PageBinding;
