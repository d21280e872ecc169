import { randomStream } from "@flawlens/sampling";
import { adam } from "@flawlens/training";
import { describe, expect, test } from "vitest";
import { tinySource } from "../../test/tiny.ts";
import { checkFitAdlOptions } from "./fitAdlOptions.ts";

const options = {
  nominal: tinySource("normal", 2),
  optimizer: adam({ learningRate: 0.1 }),
  random: randomStream(1),
};
const [trained, frozen] = [true, false].map((trainable) => ({
  backbone: { name: "some", trainable },
}));

describe("checkFitAdlOptions", () => {
  test("lets pass what can work", () => {
    const frozenOptions = { ...options, cachedVariants: 2, fewShotSlots: 0, batchSize: 2 };
    expect(() => checkFitAdlOptions(trained, options)).not.toThrow();
    expect(() => checkFitAdlOptions(frozen, frozenOptions)).not.toThrow();
  });

  test.each([
    { changes: { nominal: tinySource("none", 0) }, message: "expected nominal images, got none" },
    { changes: { batchSize: 1 }, message: "expected a batchSize of at least 2" },
    { changes: { fewShotSlots: 0.5 }, message: "as fewShotSlots, got 0.5" },
    { changes: { cachedVariants: 0.5 }, message: "as cachedVariants, got 0.5" },
    { changes: { cachedVariants: 1 }, message: "expected cachedVariants 0 for some" },
  ])("refuses: $message", ({ changes, message }) => {
    expect(() => checkFitAdlOptions(trained, { ...options, ...changes })).toThrow(message);
  });
});
