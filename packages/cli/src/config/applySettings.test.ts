import { describe, expect, test } from "vitest";
import { applySettings } from "./applySettings.ts";

describe("applySettings", () => {
  test("sets nested keys beside what is there, the later setting last", () => {
    const config = { head: { kernel: 3, widths: [512] }, steps: 1 };
    const made = applySettings(config, [
      { path: ["head", "widths"], value: [64] },
      { path: ["steps"], value: 5 },
      { path: ["steps"], value: 6 },
      { path: ["split", "train"], value: 1 },
    ]);
    expect(made).toEqual({ head: { kernel: 3, widths: [64] }, steps: 6, split: { train: 1 } });
    expect(config).toEqual({ head: { kernel: 3, widths: [512] }, steps: 1 });
  });

  test("makes an object where null or a list stood", () => {
    const made = applySettings({ a: null, b: [1] }, [
      { path: ["a", "x"], value: 1 },
      { path: ["b", "x"], value: 2 },
    ]);
    expect(made).toEqual({ a: { x: 1 }, b: { x: 2 } });
  });
});
