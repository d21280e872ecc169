import { encodeModel } from "@flawlens/onnx";
import { describe, expect, test } from "vitest";
import { OPSETS } from "../graph/_opsets.ts";
import { checkBinding } from "./checkBinding.ts";
import { oneOperator, TRIAL } from "./oneOperator.ts";
import { privateBinding } from "./privateBinding.ts";
import { publicBinding } from "./publicBinding.ts";

describe.each([
  { name: "private", processor: "cpu", make: privateBinding },
  { name: "public", processor: "cpu", make: () => publicBinding("public", 1) },
  { name: "web", processor: "wasm", make: () => publicBinding("web", 1) },
])("the binding $name", ({ name, processor, make }) => {
  const binding = make();
  const vector = (...values: number[]) =>
    binding.tensor("float32", Float32Array.from(values), [values.length]);

  test("says what it is, and finds a small sum", () => {
    expect(binding).toMatchObject({ name, processor });
    expect(() => checkBinding(binding)).not.toThrow();
  });

  test("writes into the memory that a run brings, and is gone once released", () => {
    const session = binding.compile(oneOperator("Neg", [2]), TRIAL);
    const y = vector(0, 0);
    session.run({ x: vector(1, -2) }, { y });
    expect(y.data).toEqual(Float32Array.of(-1, 2));
    session.run({ x: vector(3, 4) }, { y });
    expect(y.data).toEqual(Float32Array.of(-3, -4));
    session.release();
    expect(() => session.run({ x: vector(1, -2) }, { y })).toThrow(/dispose|released/);
  });

  test("says what fails: a model without such an operator, and a run", () => {
    expect(() => binding.compile(oneOperator("Nonesuch", [2]), TRIAL)).toThrow("Nonesuch");
    const session = binding.compile(
      {
        nodes: [
          {
            type: "Gather",
            domain: "",
            inputs: ["x", "i"],
            outputs: ["y"],
            attributes: { axis: 0 },
          },
        ],
        initializers: [],
        inputs: [
          { name: "x", type: "float32", dims: [2] },
          { name: "i", type: "int32", dims: [1] },
        ],
        outputs: [{ name: "y", type: "float32", dims: [1] }],
        opsets: OPSETS,
      },
      TRIAL,
    );
    const feeds = { x: vector(5, 6), i: binding.tensor("int32", Int32Array.of(2), [1]) };
    expect(() => session.run(feeds, { y: vector(0) })).toThrow(/indices/);
    const y = vector(0);
    session.run({ ...feeds, i: binding.tensor("int32", Int32Array.of(1), [1]) }, { y });
    expect(y.data).toEqual(Float32Array.of(6));
    session.release();
  });

  test("runs a file at whatever size its inputs have", () => {
    const file = binding.open(
      encodeModel({
        nodes: [{ type: "Cast", domain: "", inputs: ["x"], outputs: ["y"], attributes: { to: 1 } }],
        initializers: [],
        inputs: [{ name: "x", type: "uint8", dims: ["n"] }],
        outputs: [{ name: "y", type: "float32", dims: ["n"] }],
        opsets: { "": 17 },
      }),
    );
    for (const bytes of [[7], [255, 0, 1]]) {
      const { y } = file.run({ x: binding.tensor("uint8", Uint8Array.from(bytes), [bytes.length]) }, ["y"]); // prettier-ignore
      expect({ ...y, type: y.type, dims: y.dims, data: y.data }).toMatchObject({
        type: "float32",
        dims: [bytes.length],
        data: Float32Array.from(bytes),
      });
    }
    file.release();
  });
});
