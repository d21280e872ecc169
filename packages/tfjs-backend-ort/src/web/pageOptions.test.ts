import { describe, expect, test } from "vitest";
import { checkPageOptions } from "./pageOptions.ts";

describe("the options of a page", () => {
  test("may all be left out, or given", () => {
    expect(() => checkPageOptions({})).not.toThrow();
    expect(() =>
      checkPageOptions({ providers: ["webgpu", "wasm"], threads: 2, wasmPaths: "/ort/" }),
    ).not.toThrow();
  });

  test.each([
    [{ providers: [] }, "expected providers of wasm, webgpu, got none"],
    [{ providers: ["cuda"] as never }, "expected providers of wasm, webgpu, got cuda"],
    [{ threads: 0 }, "expected threads to be a positive integer, got 0"],
    [{ cachedGraphs: 1.5 }, "expected cachedGraphs to be a positive integer, got 1.5"],
  ])("are refused: %j", (options, message) => {
    expect(() => checkPageOptions(options)).toThrow(new RangeError(`useEngine: ${message}`));
  });
});
