import { Worker } from "node:worker_threads";
import type { Runtime } from "@flawlens/onnx/runtime";
import type { InferenceSession } from "onnxruntime-node";
import type { OutputTensor } from "../run/session.ts";

/** A tensor as it is sent to the thread. */
export interface SentTensor {
  type: "uint8";
  data: Uint8Array;
  dims: readonly number[];
}

/** A session of ONNX Runtime on another thread. */
export interface ThreadSession extends Pick<InferenceSession, "inputMetadata" | "outputMetadata"> {
  run(
    feeds: { images?: SentTensor },
    outputs: readonly string[],
  ): Promise<Record<string, OutputTensor>>;
  release(): Promise<void>;
}

/**
 * Creates a session of ONNX Runtime on a thread that the sessions of the process share: a run blocks its thread, and
 * this one goes on reading images and answering requests. The thread does not keep the process from ending.
 * WebAssembly has one number of threads for all of its sessions, so those of another number are on a thread of theirs.
 *
 * @param threads - Threads of one run; 0 leaves the number to ONNX Runtime.
 * @throws {Error} What ONNX Runtime throws.
 */
export async function createOnThread(
  bytes: Uint8Array,
  { package: name, providers }: Pick<Runtime, "package" | "providers">,
  threads: number,
): Promise<ThreadSession> {
  const wasmThreads = name === "onnxruntime-web" ? threads : 0;
  const thread = sharedThread({ name, wasmThreads });
  const model = new Uint8Array(bytes);
  const options: InferenceSession.SessionOptions = {
    executionProviders: providers,
    graphOptimizationLevel: "all",
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Threads that wait for the next run by turning in circles take the cores from decoding.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  };
  const { key, inputMetadata, outputMetadata } = await thread<Created>(
    "create",
    [model, options],
    [model.buffer],
  );
  return {
    inputMetadata,
    outputMetadata,
    run({ images }, outputs) {
      return thread("run", [key, images, outputs], [images!.data.buffer as ArrayBuffer]);
    },
    release: () => thread("release", [key]),
  };
}

type Created = Pick<InferenceSession, "inputMetadata" | "outputMetadata"> & { key: number };

type Thread = <T>(call: string, args: unknown[], buffers?: ArrayBuffer[]) => Promise<T>;

/** What the thread loads: a package of ONNX Runtime, and for how many threads where it is WebAssembly. */
interface WorkerRuntime {
  name: Runtime["package"];
  wasmThreads: number;
}

const shared = new Map<string, Thread>();

function sharedThread(runtime: WorkerRuntime): Thread {
  const key = `${runtime.name} ${runtime.wasmThreads}`;
  const thread = shared.get(key) ?? openThread(runtime, () => shared.delete(key));
  shared.set(key, thread);
  return thread;
}

/** @param onFailed - Called when the thread has died: it takes no more calls. */
function openThread(runtime: WorkerRuntime, onFailed: () => void): Thread {
  const state = new Int32Array(new SharedArrayBuffer(8)); // [busy, ended]
  const script = new URL("./_sessionWorker.js", import.meta.url);
  const worker = new Worker(script, { workerData: { ...runtime, state: state.buffer } });
  // Whatever ends the process waits for the call that is being computed: native code would abort it.
  process.once("exit", () => {
    Atomics.store(state, 1, 1);
    Atomics.wait(state, 0, 1);
  });
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  let last = 0;
  worker.unref();
  worker.on("message", ({ id, value, error }: Answer) => {
    const { resolve, reject } = waiting.get(id)!;
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
    if (error === undefined) resolve(value);
    else reject(new Error(error));
  });
  let failed: Error | undefined;
  worker.on("error", (error) => {
    failed = error as Error; // such as: out of memory
    onFailed();
    for (const { reject } of waiting.values()) reject(failed);
    waiting.clear();
  });
  return (call, args, buffers = []) =>
    new Promise((resolve, reject) => {
      if (failed) return reject(failed);
      waiting.set(++last, { resolve, reject });
      worker.ref();
      worker.postMessage({ id: last, call, args }, buffers);
    });
}

interface Answer {
  id: number;
  value: never;
  error?: string;
}
