import type { OnnxNode } from "@flawlens/onnx";
import { describe, expect, test } from "vitest";
import { leftToCpu } from "./leftToCpu.ts";

const node = (type: string, more: Partial<OnnxNode> = {}): OnnxNode => ({
  type,
  domain: "",
  inputs: ["x"],
  outputs: ["y"],
  attributes: {},
  ...more,
});
const steps = (name: string, ...values: bigint[]) => ({
  name,
  type: "int64" as const,
  dims: [values.length],
  data: BigInt64Array.from(values),
});
const initializers = [steps("forwards", 1n, 2n), steps("backwards", 1n, -1n)];
const slice = (name?: string) =>
  node("Slice", { inputs: ["x", "starts", "ends", "axes", ...(name ? [name] : [])] });

describe("leftToCpu", () => {
  test.each([
    { of: "places of maxima", given: node("MaxPool", { outputs: ["y", "places"] }) },
    { of: "convolutions of volumes turned round", given: node("ConvTranspose", { attributes: { kernel_shape: [2, 2, 2] } }) }, // prettier-ignore
    { of: "steps backwards", given: slice("backwards") },
    { of: "the largest of many", given: node("TopK") },
  ])("names $of", ({ given }) => {
    const { nodes, names } = leftToCpu({ nodes: [node("Relu"), given], initializers });
    expect(nodes).toEqual([node("Relu"), { ...given, name: "cpu0" }]);
    expect(names).toEqual(["cpu0"]);
  });

  test("leaves all others as they are, and those of the same type that are computed", () => {
    const nodes = [
      node("MaxPool"),
      node("ConvTranspose", { attributes: { kernel_shape: [2, 2] } }),
      slice(),
      slice("forwards"),
    ];
    expect(leftToCpu({ nodes, initializers })).toEqual({ nodes, names: [] });
  });

  test("gives each its own name", () => {
    const { names } = leftToCpu({ nodes: [node("TopK"), node("TopK")], initializers });
    expect(names).toEqual(["cpu0", "cpu1"]);
  });
});
