import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { OrtTensor, SessionOptions } from "./ortBinding.ts";

/** What the thread takes, by the name of the call. */
export interface Calls {
  create: { bytes: Uint8Array; options: SessionOptions };
  run: { key: number; feeds: [string, OrtTensor][]; outputs: readonly string[] };
  release: { key: number };
}

interface Answer {
  result?: unknown;
  error?: string;
}

/** What the flag says. The thread sets it to 1 with each answer, and to {@link ENDED} when it ends. */
const [ASKED, ENDED] = [0, 2];

/**
 * Starts a thread that runs ONNX Runtime by its public API, and returns what calls it. The calling thread
 * sleeps until the answer is there. The thread ends with the program.
 *
 * @param file - The main file of onnxruntime-node or onnxruntime-web.
 * @param threads - The number of threads of onnxruntime-web.
 */
export function sessionThread(file: string, threads: number) {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const { port1: here, port2: port } = new MessageChannel();
  const worker = new Worker(PROGRAM, {
    eval: true,
    workerData: { file, flag, port, threads },
    transferList: [port],
  });
  worker.unref();
  here.unref();
  return <Name extends keyof Calls>(call: Name, given: Calls[Name]): unknown => {
    if (Atomics.load(flag, 0) !== ENDED) {
      Atomics.store(flag, 0, ASKED);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
      here.postMessage({ call, ...given });
      // Once more where the thread notifies of the answer before, which was seen and taken already.
      while (Atomics.load(flag, 0) === ASKED) Atomics.wait(flag, 0, ASKED);
    }
    const received = receiveMessageOnPort(here) as { message: Answer } | undefined;
    if (!received)
      throw new Error(
        "tfjs-backend-ort: expected ONNX Runtime to answer, but its thread has ended; start the program anew, with more memory or smaller batches",
      );
    const { error, result } = received.message;
    if (error !== undefined) throw new Error(error);
    return result;
  };
}

/**
 * The program of the thread, as the text of a CommonJS module: a file of
 * its own would get lost where everything is bundled into one. It uses the public API alone, which
 * onnxruntime-node and onnxruntime-web have alike. Calls are answered one after the other. A flag is set
 * after each answer, and when the thread ends, because the caller sleeps until then.
 */
const PROGRAM = `
"use strict";
const { workerData } = require("node:worker_threads");
const { file, flag, port, threads } = workerData;
const wake = (how) => {
  Atomics.store(flag, 0, how);
  Atomics.notify(flag, 0);
};
process.once("exit", () => wake(2));

const sessions = new Map();
let last = 0;
let runtime;
const sessionOf = (key) => {
  const session = sessions.get(key);
  if (!session) throw new Error("expected a session in use, got one that was released");
  return session;
};
const calls = {
  async create({ bytes, options }) {
    if (!runtime) {
      runtime = require(file);
      runtime.env.logLevel = "fatal"; // what fails is thrown
      if (runtime.env.wasm) runtime.env.wasm.numThreads = threads;
    }
    sessions.set(++last, await runtime.InferenceSession.create(bytes, options));
    return last;
  },
  async run({ key, feeds, outputs }) {
    const given = {};
    for (const [name, { type, data, dims }] of feeds) given[name] = new runtime.Tensor(type, data, dims);
    const found = await sessionOf(key).run(given, outputs);
    return Object.entries(found).map(([name, { type, data, dims }]) => [name, { type, data, dims }]);
  },
  async release({ key }) {
    const session = sessionOf(key);
    sessions.delete(key);
    await session.release();
  },
};

let turn = Promise.resolve();
port.on("message", ({ call, ...given }) => {
  turn = turn.then(async () => {
    let answer;
    try {
      answer = { result: await calls[call](given) };
    } catch (error) {
      answer = { error: String((error && error.message) || error) };
    }
    port.postMessage(answer);
    wake(1);
  });
});
`;
