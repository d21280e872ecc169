import { describe, expect, test } from "vitest";
import { chooseProvider } from "./chooseProvider.ts";

/** Providers of a machine that has these. */
const machine =
  (...there: string[]) =>
  (provider: string) => {
    if (!there.includes(provider)) throw new Error(`no ${provider} here\nand more`);
  };

describe("chooseProvider", () => {
  test("takes the first that starts, and tells which did not and why", () => {
    expect(chooseProvider(["cuda", "webgpu", "cpu"], machine("webgpu", "cpu"))).toEqual({
      provider: "webgpu",
      refused: [{ provider: "cuda", reason: "no cuda here" }],
    });
  });

  test("keeps to the order given", () => {
    expect(chooseProvider(["cpu", "cuda"], machine("cuda", "cpu")).provider).toBe("cpu");
  });

  test("refuses where none starts, with every reason", () => {
    expect(() => chooseProvider(["cuda", "dml"], machine("cpu"))).toThrow(
      /got none of cuda, dml; put "cpu" at the end .*\n {2}cuda: no cuda here\n {2}dml: no dml here/,
    );
  });

  test("asks ONNX Runtime itself: a provider of no build falls back to the next", () => {
    const { provider, refused } = chooseProvider(["nonsense", "cpu"]);
    expect(provider).toBe("cpu");
    expect(refused).toMatchObject([{ provider: "nonsense" }]);
    expect(refused[0].reason).toContain("unsupported");
  });
});
