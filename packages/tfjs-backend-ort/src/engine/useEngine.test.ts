import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, test, vi } from "vitest";
import "../index.ts";
import { configure } from "../options.ts";
import { useEngine } from "./useEngine.ts";

afterEach(() => vi.unstubAllEnvs());

describe("useEngine", () => {
  test("takes ort where nothing is said, and tells where it runs", async () => {
    vi.stubEnv("FLAWLENS_ENGINE", "");
    const { name, provider, threads, binding } = await useEngine();
    const wanted = process.env.FLAWLENS_BINDING || "private";
    expect({ name, provider, binding }).toEqual({
      name: "ort",
      provider: wanted === "web" ? "wasm" : "cpu",
      binding: wanted,
    });
    expect(threads).toBeGreaterThan(0);
    expect(tf.getBackend()).toBe("ort");
  });

  test("the environment decides, and an argument decides before it", async () => {
    vi.stubEnv("FLAWLENS_ENGINE", "cpu");
    expect(await useEngine()).toEqual({ name: "cpu", provider: "javascript", threads: 1 });
    expect((await useEngine("ort")).name).toBe("ort");
  });

  test("an unknown engine is refused by name, with those there are", async () => {
    await expect(useEngine("webgl")).rejects.toThrow(
      new RangeError('useEngine: expected one of ort, tensorflow, cpu, got "webgl"'),
    );
  });

  const native = process.env.TFJS_NODE_DIR;
  test.skipIf(native)("says what to install where tensorflow is not there", async () => {
    await expect(useEngine("tensorflow")).rejects.toThrow('expected "@tensorflow/tfjs-node"');
  });

  test.skipIf(!native)(
    "runs on libtensorflow (skipped where TFJS_NODE_DIR names none)",
    async () => {
      expect((await useEngine("tensorflow")).provider).toMatch(/libtensorflow/);
    },
  );
});

describe("configure", () => {
  test("refuses numbers that cannot be, and changes after the engine has started", async () => {
    await useEngine("ort");
    expect(() => configure({ threads: 2 })).toThrow(
      "expected to be called before the engine's first use",
    );
  });
});
