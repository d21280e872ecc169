import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { fuzzSome } from "../../files/test/fuzz/fuzzSome.ts";
import { graphs } from "./graphs.fuzz.ts";
import { inFloat64 } from "./inFloat64.ts";

test("40 random graphs have the values and gradients that float64 gives, up to their rounding (more: npm run fuzz -- --only graphs)", async () => {
  const { outcomes, faults } = await fuzzSome(graphs, 40);
  expect(faults).toEqual([]);
  expect(outcomes["the same"]).toBeGreaterThan(30);
});

test("inFloat64 computes beyond the precision of float32, and only for as long", async () => {
  await tf.setBackend("cpu");
  const third = () => tf.tidy(() => tf.div(tf.scalar(1), tf.scalar(3)).dataSync()[0] as never);
  expect(inFloat64(third)).toBe(1 / 3);
  expect(third()).toBe(Math.fround(1 / 3));
});
