import { execFile } from "node:child_process";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { bundleFolder, bundleProgram, ESM_BANNER } from "./bundleProgram.ts";

const folder = bundleFolder();
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]) {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

describe("one file made by esbuild", () => {
  test.each(["program.mjs", "program.cjs"])(
    "%s trains, in the main thread and in a worker of the same file",
    async (name) => {
      const file = join(folder, name);
      await bundleProgram('import "./trainingProgram.ts";', file);
      const { found, inWorker } = await run(file);
      // The first loss: pixels inside see 27 ones times 0.1, at an edge 18, in a corner 12.
      const first = (30 * 30 * 2.7 ** 2 + 4 * 30 * 1.8 ** 2 + 4 * 1.2 ** 2) / 32 ** 2;
      // 8,192 floats are added, and each sum is rounded: by some one after the other.
      expect(Math.abs(found.losses[0] / first - 1)).toBeLessThan(8192 * 2 ** -24);
      expect(found.losses[2]).toBeLessThan(found.losses[0]);
      expect(found).toMatchObject({ unique: [3, 1], delegated: { Unique: 1 } });
      expect(inWorker).toEqual(found);
    },
  );

  test("needs no other line for an ES module than the README's", () => {
    expect(readFileSync(join(import.meta.dirname, "../README.md"), "utf8")).toContain(ESM_BANNER);
  });
});

test("two copies in one process share one registration, its options and its counts, without a warning", async () => {
  const copy = join(folder, "copy.mjs");
  // With the copy's own cpu backend of TensorFlow.js, which would warn of each of its kernels too.
  await bundleProgram('export * from "@flawlens/tfjs-backend-ort";', copy, {
    plugins: [
      {
        name: "one core",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, ({ path }) => ({ path, external: true })), // prettier-ignore
      },
    ],
  });
  copyFileSync(copy, join(folder, "second.mjs"));
  const main = join(folder, "two.mjs");
  writeFileSync(
    main,
    `
    import * as tf from "@tensorflow/tfjs-core";
    import * as a from "./copy.mjs";
    import * as b from "./second.mjs";
    b.configure({ threads: 1 });
    const { name, threads } = await a.useEngine();
    const slope = tf.grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([3]));
    tf.unique(tf.tensor1d([1]));
    const w = tf.tensor1d([2]);
    const file = await b.exportOnnx(({ x }, { w }) => ({ y: tf.mul(x, w) }), {
      inputs: { x: { shape: ["n"] } },
      params: { w },
    });
    console.log(JSON.stringify({
      copies: a.exportOnnx !== b.exportOnnx,
      name, threads, slope: (await slope.data())[0], delegated: b.delegations(), bytes: file.length > 50,
    }));`,
  );
  // By node -e, where every module sees a __filename that is no file.
  expect(await run("-e", `void import(${JSON.stringify(pathToFileURL(main))})`)).toEqual({
    copies: true,
    name: "ort",
    threads: 1,
    slope: 6,
    delegated: { Unique: 1 },
    bytes: true,
  });
});
