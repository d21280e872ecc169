import "../../test/cpu.ts";
import { scalar } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { checkEmbeddingParams } from "./checkEmbeddingParams.ts";

const named = (...names: string[]) => ({
  name: "net",
  spec: names.map((name) => ({ name, shape: [], kind: "vector" as const, trainable: false })),
});

test("lets weights pass that are all there, also more than needed, and no counters", () => {
  const { name, spec } = named("a");
  const counter = { name: "n", shape: [], kind: "counter" as const, trainable: false };
  const params = { a: scalar(1), b: scalar(2) };
  expect(() => checkEmbeddingParams("f", { name, spec: [...spec, counter] }, params)).not.toThrow();
});

test("names up to five that are missing", () => {
  const params = { a: scalar(1) };
  expect(() => checkEmbeddingParams("f", named("a", "b"), params)).toThrow(
    "f: expected every parameter of net, got none named b; give readParams(embedding.spec, file)",
  );
  expect(() => checkEmbeddingParams("f", named(..."bcdefgh"), params)).toThrow(
    "got none named b, c, d, e, f and 2 more;",
  );
});
