import { describe, expect, test } from "vitest";
import { configure, takeOptions } from "./options.ts";

describe("configure", () => {
  test.each([
    { changes: { threads: 0 }, message: "expected threads to be a positive integer, got 0" },
    { changes: { providers: [] }, message: "expected at least one provider, got none" },
    {
      changes: { providers: ["cpu", "tpu"] },
      message: 'expected providers of cpu, cuda, webgpu, dml, coreml, got "tpu"',
    },
    {
      changes: { binding: "native" as never },
      message: 'expected binding to be one of private, public, web, got "native"',
    },
  ])("refuses: $message", ({ changes, message }) => {
    expect(() => configure(changes)).toThrow(new RangeError(`configure: ${message}`));
  });

  test("sets what is read once the engine starts, and nothing after that", () => {
    configure({ providers: ["cuda", "cpu"], cachedGraphs: 3 });
    expect(takeOptions()).toMatchObject({ providers: ["cuda", "cpu"], cachedGraphs: 3 });
    expect(() => configure({ cachedGraphs: 4 })).toThrow("before the engine's first use");
  });
});
