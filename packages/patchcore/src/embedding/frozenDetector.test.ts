import "../../test/cpu.ts";
import { describe, expect, test } from "vitest";
import { tinyEmbedding } from "../../test/tiny.ts";
import { frozenDetector, setLearnt } from "./frozenDetector.ts";

const make = (inputSize?: number | { height: number; width: number }) => {
  const frozen = frozenDetector("make", { ...tinyEmbedding(), inputSize });
  const outputs = () => {
    throw new Error("unused");
  };
  return { ...frozen, method: "own", scoring: "none", outputs };
};

describe("frozenDetector", () => {
  test("has one type, square images of 256 pixels, and the network's parameters", () => {
    const { types, inputSize, spec, params, embedding } = make();
    expect([types, inputSize]).toEqual([["anomaly"], { height: 256, width: 256 }]);
    expect(spec).toBe(embedding.spec);
    expect(Object.keys(params).length).toBeGreaterThan(0);
    expect(make({ height: 16, width: 32 }).inputSize).toEqual({ height: 16, width: 32 });
  });

  test("refuses images that are too small, and weights that are missing", () => {
    expect(() => make(2)).toThrow("expected images of at least 8 px");
    expect(() => frozenDetector("make", { ...tinyEmbedding(), embeddingParams: {} })).toThrow(
      /^make: expected every parameter of /,
    );
  });
});

describe("setLearnt", () => {
  test("replaces all that was learnt before and disposes it, and leaves the network alone", () => {
    const model = make();
    const network = { ...model.params };
    setLearnt(model, [["a", [2], Float32Array.of(1, 2)]]);
    const { a } = model.params;
    setLearnt(model, [["b", [1, 2], Float32Array.of(3, 4)]]);
    expect(a.isDisposed).toBe(true);
    expect(model.params).toEqual({ ...network, b: model.params.b });
    expect([...model.params.b.dataSync()]).toEqual([3, 4]);
    expect(model.spec.slice(model.embedding.spec.length)).toEqual([
      { name: "b", shape: [1, 2], kind: "plain", trainable: false },
    ]);
    expect(Object.values(network).some((tensor) => tensor.isDisposed)).toBe(false);
  });
});
