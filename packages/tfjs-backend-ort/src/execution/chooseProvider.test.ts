import { describe, expect, test } from "vitest";
import type { OrtBinding } from "../binding/ortBinding.ts";
import { startedBinding } from "../binding/startedBinding.ts";
import { chooseProvider } from "./chooseProvider.ts";

/** A machine that has these providers. */
const machine = (...there: string[]) =>
  ({
    processor: "cpu",
    compile(_model, { executionProviders: [provider] = [] }) {
      if (!there.includes(provider as string)) throw new Error(`no ${provider} here\nand more`);
      return { run() {}, release() {} };
    },
  }) as Partial<OrtBinding> as OrtBinding;

describe("chooseProvider", () => {
  test("takes the first that starts, and tells which did not and why", () => {
    expect(chooseProvider(machine("webgpu"), ["cuda", "webgpu", "cpu"])).toEqual({
      provider: "webgpu",
      refused: [{ provider: "cuda", reason: "no cuda here" }],
    });
  });

  test("keeps to the order given", () => {
    expect(chooseProvider(machine("cuda"), ["cpu", "cuda"]).provider).toBe("cpu");
  });

  test("calls the processor as the runtime does: wasm in WebAssembly", () => {
    const web: OrtBinding = { ...machine(), processor: "wasm" };
    expect(chooseProvider(web, ["cuda", "cpu"])).toMatchObject({ provider: "wasm" });
  });

  test("refuses where none starts, with every reason", () => {
    expect(() => chooseProvider(machine(), ["cuda", "dml"])).toThrow(
      /got none of cuda, dml; put "cpu" at the end .*\n {2}cuda: no cuda here\n {2}dml: no dml here/,
    );
  });

  test("asks ONNX Runtime itself: a provider of no build falls back to the next", () => {
    const binding = startedBinding();
    const { provider, refused } = chooseProvider(binding, ["nonsense", "cpu"]);
    expect(provider).toBe(binding.processor);
    expect(refused).toMatchObject([{ provider: "nonsense" }]);
    expect(refused[0].reason).toMatch(/unsupported|no available/);
  });
});
