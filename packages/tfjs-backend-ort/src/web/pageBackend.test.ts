// What a page's backend does while ONNX Runtime has not answered, on Node's binding behind promises.
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { OrtBackend } from "../backend.ts";
import { startedBinding } from "../binding/startedBinding.ts";
import "../index.ts";
import { pageBackend } from "./pageBackend.ts";
import type { StartedPage } from "./startPage.ts";

/** Runs that wait for this before they answer. */
let gate = Promise.resolve();
let running = 0;
let most = 0;

function page(): StartedPage {
  const node = startedBinding();
  return {
    chosen: { provider: "wasm", refused: [] },
    threads: 1,
    erfKeepsNaN: true,
    binding: {
      name: "page",
      processor: "wasm",
      tensor: node.tensor,
      async compile(model, options) {
        const session = node.compile(model, options);
        return {
          async run(feeds, fetches) {
            most = Math.max(most, ++running);
            await gate;
            running--;
            session.run(feeds, fetches);
          },
          release: async () => session.release(),
        };
      },
      open: async () => {
        throw new Error("no file is opened here");
      },
    },
  };
}

beforeAll(async () => {
  tf.registerBackend("page", () => pageBackend(page(), {}));
  tf.copyRegisteredKernels("ort", "page");
  await tf.setBackend("page");
});
afterAll(() => tf.removeBackend("page"));
beforeEach(() => {
  gate = Promise.resolve();
  most = 0;
});

const backend = () => tf.backend() as OrtBackend;

describe("a backend whose runs end later", () => {
  test("computes what is read, and gives each its own", async () => {
    const a = tf.square(tf.tensor1d([1, 2, 3]));
    const b = tf.add(a, 1);
    const found = await Promise.all([a.data(), b.data(), b.data()]);
    expect(found.map((values) => [...values])).toEqual([[1, 4, 9], [2, 5, 10], [2, 5, 10]]); // prettier-ignore
    expect(most).toBe(1); // one run at a time
  });

  test("refuses to wait, and reads at once what is there", async () => {
    const a = tf.neg(tf.tensor1d([1, 2]));
    expect(() => a.dataSync()).toThrow("got one that is pending; in a page values arrive later");
    expect(() => tf.unique(a)).toThrow("got one that is pending");
    await a.data();
    expect([...a.dataSync()]).toEqual([-1, -2]);
    expect([...tf.unique(a).values.dataSync()]).toEqual([-1, -2]);
    expect([...tf.tensor1d([7]).dataSync()]).toEqual([7]);
  });

  test("records on while a run has not ended, also on what that run computes", async () => {
    let open = () => {};
    gate = new Promise((resolve) => (open = resolve));
    const a = tf.add(tf.tensor1d([1, 2]), 1);
    const first = a.data();
    await tf.nextFrame(); // the run has begun
    const b = tf.mul(a, 10);
    const second = b.data();
    open();
    expect([...(await first)]).toEqual([2, 3]);
    expect([...(await second)]).toEqual([20, 30]);
    expect(most).toBe(1);
  });

  test("takes back what was disposed during the run, and what was only fed", async () => {
    const before = tf.memory().numDataBuffers;
    const pooled = backend().statistics().pooledBytes;
    let open = () => {};
    gate = new Promise((resolve) => (open = resolve));
    const x = tf.ones([4096]);
    const a = tf.add(x, 1);
    const b = tf.add(a, 1);
    const read = b.data();
    await tf.nextFrame();
    tf.dispose([x, a]);
    open();
    expect((await read)[0]).toBe(3);
    b.dispose();
    expect(tf.memory().numDataBuffers).toBe(before);
    expect(backend().statistics().pooledBytes - pooled).toBe(3 * 4 * 4096);
  });

  test("throws what failed where it is read, and computes the rest", async () => {
    const outside = tf.add(tf.tensor1d([4], "int32"), tf.scalar(1, "int32"));
    const bad = tf.gather(tf.tensor1d([1, 2]), outside);
    const good = tf.add(tf.tensor1d([1]), 1);
    await expect(bad.data()).rejects.toThrow("expected to compute GatherV2 of [2], [1] to [1]");
    expect([...(await good.data())]).toEqual([2]);
  });

  test("computes what nobody reads when the program waits", async () => {
    const { runs } = backend().statistics();
    const a = tf.exp(tf.tensor1d([0]));
    await tf.nextFrame();
    await backend().flushed();
    expect(backend().statistics().runs).toBe(runs + 1);
    expect([...a.dataSync()]).toEqual([1]);
  });

  test("clocks work that it waits for", async () => {
    const { kernelMs } = await tf.time(() => tf.exp(tf.ones([8])));
    expect(kernelMs).toBeGreaterThan(0);
  });
});
