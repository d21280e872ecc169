import { describe, expect, test } from "vitest";
import { block, concat, model, number, tensor, varint } from "../test/wire.ts";
import { encodeModel } from "./encodeModel.ts";
import { externalLocations } from "./externalLocations.ts";

const entry = (key: string, value: string) => block(13, block(1, key), block(2, value));
const outside = number(14, 1);
/** A tensor whose elements are in another file, as field `field` of what holds it. */
const elsewhere = (field: number, location: string) =>
  block(field, number(1, 2), number(2, 1), block(8, "w"), entry("offset", "0"), entry("location", location), outside); // prettier-ignore
const whole = tensor("w", 1, [1], block(9, new Uint8Array(4)));
const node = (...attribute: Uint8Array[]) => block(1, block(4, "Constant"), block(5, ...attribute));

describe("externalLocations", () => {
  test("is empty for a model that is whole in itself", () => {
    const bytes = encodeModel({
      nodes: [{ type: "Mul", domain: "", inputs: ["x", "w"], outputs: ["y"], attributes: {} }],
      initializers: [{ name: "w", type: "float32", dims: [1], data: Float32Array.of(2) }],
      inputs: [{ name: "x", type: "float32", dims: [1] }],
      outputs: [{ name: "y", type: "float32", dims: [1] }],
      opsets: { "": 17 },
    });
    expect(externalLocations(bytes)).toEqual([]);
    expect(externalLocations(model(whole, node(block(5, block(9, "1234")))))).toEqual([]);
  });

  test.each([
    { of: "an initialiser", bytes: model(whole, elsewhere(5, "a.bin")) },
    { of: "the values of a sparse initialiser", bytes: model(block(15, elsewhere(1, "a.bin"))) },
    { of: "the indices of a sparse initialiser", bytes: model(block(15, elsewhere(2, "a.bin"))) },
    { of: "a constant in a node", bytes: model(node(elsewhere(5, "a.bin"))) },
    { of: "a list of tensors in a node", bytes: model(node(elsewhere(10, "a.bin"))) },
    { of: "a sparse constant in a node", bytes: model(node(block(22, elsewhere(1, "a.bin")))) },
    { of: "sparse tensors in a node", bytes: model(node(block(23, elsewhere(1, "a.bin")))) },
    { of: "a graph in a node", bytes: model(node(block(6, elsewhere(5, "a.bin")))) },
    { of: "graphs in a node", bytes: model(node(block(11, node(elsewhere(5, "a.bin"))))) },
    {
      of: "a function's node",
      bytes: concat(model(), block(25, block(7, block(5, elsewhere(5, "a.bin"))))),
    },
    {
      of: "a function's own attribute",
      bytes: concat(model(), block(25, block(11, elsewhere(5, "a.bin")))),
    },
    {
      of: "a graph for training",
      bytes: concat(model(), block(20, block(1, elsewhere(5, "a.bin")))),
    },
    { of: "a second piece of the graph", bytes: concat(model(), block(7, elsewhere(5, "a.bin"))) },
  ])("finds what $of has in another file", ({ bytes }) => {
    expect(externalLocations(bytes)).toEqual(["a.bin"]);
  });

  test("gives each name once, in the order of the file", () => {
    const bytes = model(elsewhere(5, "b"), elsewhere(5, "../a"), elsewhere(5, "b"));
    expect(externalLocations(bytes)).toEqual(["b", "../a"]);
  });

  test("finds a tensor that is said to be elsewhere by one field alone", () => {
    expect(externalLocations(model(tensor("w", 1, [1], outside)))).toEqual([""]);
    expect(externalLocations(model(tensor("w", 1, [1], entry("location", "a"))))).toEqual(["a"]);
    expect(externalLocations(model(tensor("w", 1, [1], number(14, 0))))).toEqual([]);
  });

  test("refuses a field number above the largest, which ONNX Runtime cuts to that of a graph", () => {
    const graph = block(7, elsewhere(5, "a.bin"));
    const hidden = concat(varint(7 * 8 + 2 + 2 ** 32), graph.subarray(1));
    expect(() => externalLocations(concat(model(whole), hidden))).toThrow(
      /externalLocations: expected a field that ends before byte \d+ at byte \d+, got field 536870919/,
    );
  });

  test("refuses graphs nested without end, and a message that ends too early", () => {
    let nested = block(2, "graph");
    for (let i = 0; i < 60; i++) nested = node(block(6, nested));
    expect(() => externalLocations(model(nested))).toThrow(
      "externalLocations: expected graphs nested at most 100 deep at byte",
    );
    const cut = model(whole).subarray(0, 12);
    expect(() => externalLocations(cut)).toThrow(RangeError);
  });
});
