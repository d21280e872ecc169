// A page that trains the network of test/pageNetwork.ts, and a worker of the same file. What a test asks for are the
// functions on `globalThis`.
/// <reference lib="dom" />
import { delegations, exportOnnx, useEngine } from "@flawlens/tfjs-backend-ort/web";
import * as tf from "@tensorflow/tfjs-core";
import { exported, train } from "./pageNetwork.ts";

Object.assign(globalThis, {
  async trainInPage(providers: ("wasm" | "webgpu")[]) {
    const engine = await useEngine({ providers });
    const found = await train();
    const refused = await message(() => tf.add(tf.scalar(1), 1).dataSync());
    const delegated = tf.tensor1d([3, 1, 3]);
    const { values } = tf.unique(delegated); // computed by TensorFlow.js's cpu backend
    const again = await message(() => useEngine({ threads: 1 }));
    const worker = new Worker("/page.js", { type: "module" });
    const inWorker = await new Promise((resolve, reject) => {
      worker.addEventListener("message", ({ data }) => resolve(data));
      worker.addEventListener("error", ({ message }) => reject(new Error(message)));
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
      worker.postMessage("train");
    });
    const file = [...(await exported(exportOnnx))];
    return { file, inWorker, engine, ...found, refused, again, unique: [...values.dataSync()], delegated: delegations() }; // prettier-ignore
  },
});

if (typeof document === "undefined")
  addEventListener("message", async () => {
    const { provider } = await useEngine();
    postMessage({ provider, losses: (await train()).losses });
  });

async function message(work: () => unknown): Promise<string> {
  try {
    await work();
    return "nothing";
  } catch (error) {
    return (error as Error).message;
  }
}
