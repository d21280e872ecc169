// The thread of `_sessionThread.ts`: computes what it is asked for, one call after the other. It is JavaScript, so
// that a thread can run it from the sources and from what is built alike.
import { parentPort, workerData } from "node:worker_threads";

const { env, InferenceSession, Tensor } =
  workerData.name === "onnxruntime-web"
    ? await import("onnxruntime-web")
    : await import("onnxruntime-node");
if (workerData.wasmThreads > 0) env.wasm.numThreads = workerData.wasmThreads;

/** @type {Map<number, import("onnxruntime-node").InferenceSession>} */
const sessions = new Map();
let last = 0;

/** @param {number} key */
function sessionOf(key) {
  const session = sessions.get(key);
  if (!session) throw new Error("expected a detector in use, got one that was released");
  return session;
}

const calls = {
  /** @param {Uint8Array} bytes @param {import("onnxruntime-node").InferenceSession.SessionOptions} options */
  async create(bytes, options) {
    const session = await InferenceSession.create(bytes, options);
    sessions.set(++last, session);
    const { inputMetadata, outputMetadata } = session;
    return { key: last, inputMetadata, outputMetadata };
  },

  /** @param {number} key @param {{ type: "uint8", data: Uint8Array, dims: number[] }} images @param {string[]} outputs */
  async run(key, { type, data, dims }, outputs) {
    const result = await sessionOf(key).run({ images: new Tensor(type, data, dims) }, outputs);
    // Copies, because the runtime's own memory cannot be given to another thread.
    const tensors = Object.entries(result).map(([name, { type, dims, data }]) => [
      name,
      { type, dims, data: data.slice() },
    ]);
    return Object.fromEntries(tensors);
  },

  /** @param {number} key */
  async release(key) {
    await sessionOf(key).release();
    sessions.delete(key);
  },
};

/** `[busy, ended]`, shared with the other side: it does not end the process during a call. */
const state = new Int32Array(workerData.state);

/** @param {{ id: number, call: keyof typeof calls, args: unknown[] }} message */
async function answer({ id, call, args }) {
  Atomics.store(state, 0, 1);
  try {
    if (Atomics.load(state, 1) === 1) return;
    const value = await calls[call](...args);
    const buffers = call === "run" ? Object.values(value).map(({ data }) => data.buffer) : [];
    parentPort.postMessage({ id, value }, buffers.filter(Boolean));
  } catch (error) {
    parentPort.postMessage({ id, error: error.message }, []);
  } finally {
    Atomics.store(state, 0, 0);
    Atomics.notify(state, 0);
  }
}

let turn = Promise.resolve();
parentPort.on("message", (message) => {
  turn = turn.then(() => answer(message));
});
