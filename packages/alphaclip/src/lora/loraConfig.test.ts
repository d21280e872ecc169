import { describe, expect, test } from "vitest";

import { paperLora } from "./lora.ts";
import { checkLora } from "./loraConfig.ts";

describe("checkLora", () => {
  test("lets the paper's configuration through", () => {
    expect(() => checkLora(paperLora, "here")).not.toThrow();
  });

  test.each([
    {
      given: { ...paperLora, rank: 0 },
      got: "expected a whole rank from 1 and a positive alpha, got 0 and 64",
    },
    { given: { ...paperLora, alpha: NaN }, got: "got 64 and NaN" },
    { given: { ...paperLora, alpha: "64" }, got: 'got 64 and "64"' },
    { given: { ...paperLora, targets: ["constructor"] }, got: 'each once, got ["constructor"]' },
    {
      given: { ...paperLora, targets: ["mlp.c_fc", "mlp.c_fc"] },
      got: 'got ["mlp.c_fc","mlp.c_fc"]',
    },
    { given: { ...paperLora, targets: [] }, got: "got []" },
    {
      given: { ...paperLora, parts: ["v", "q"] },
      got: 'expected parts of q, k, v in this order, got ["v","q"]',
    },
    { given: { rank: 1, alpha: 1 }, got: "each once, got none" },
    { given: null, got: "got none and none" },
    { given: [64], got: "got none and none" },
  ])("refuses $given", ({ given, got }) => {
    expect(() => checkLora(given, "here")).toThrow(RangeError);
    expect(() => checkLora(given, "here")).toThrow(got);
    expect(() => checkLora(given, "here")).toThrow(/^here: expected/);
  });
});
