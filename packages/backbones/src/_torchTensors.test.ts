import { describe, expect, test } from "vitest";

import { allowedGlobal, torchTensors } from "./_torchTensors.ts";
import { PickledCall, PickledGlobal, PickledReference } from "./_unpickle.ts";

const call = (name: string, args: unknown[] = []) => new PickledCall(new PickledGlobal(name), args);

interface Parts {
  id?: unknown;
  kind?: unknown;
  type?: unknown;
  key?: unknown;
  size?: unknown;
  viewed?: unknown;
  offset?: unknown;
  shape?: unknown;
  strides?: unknown;
  metadata?: unknown;
}

/** What `_rebuild_tensor_v2` is called with: two numbers from a storage of four, but for what is given. */
function tensor({ kind = "storage", type = "FloatStorage", key = "0", size = 4, ...parts }: Parts) {
  const { offset = 1, shape = [2], strides = [1], metadata } = parts;
  const global = typeof type === "string" ? new PickledGlobal(`torch.${type}`) : type;
  const viewed = "viewed" in parts ? [parts.viewed] : [];
  const id = "id" in parts ? parts.id : [kind, global, key, "cpu", size, ...viewed];
  const args = [new PickledReference(id), offset, shape, strides, false, new Map()];
  return call("torch._utils._rebuild_tensor_v2", metadata === undefined ? args : [...args, metadata]); // prettier-ignore
}

const two = {
  dtype: "F32",
  shape: [2],
  strides: [1],
  offset: 1,
  storage: "0",
  storageSize: 4,
  negated: false,
};
const found = (root: unknown) => Object.fromEntries(torchTensors(root, "f"));
const only = (parts: Parts) => found(new Map([["w", tensor(parts)]])).w;

test.each(
  [
    "torch.FloatStorage collections.OrderedDict torch._utils._rebuild_tensor torch.float32",
    "torch._utils._rebuild_parameter __torch__.Net torch.uint8 torch.bool builtins.list",
  ].flatMap((names) => names.split(" ")),
)("the name %s may occur", (name) => {
  expect(allowedGlobal(name)).toBe(true);
});

test.each([
  "os.system",
  "torch.load",
  "torch.float32x",
  "builtins.eval",
  "toString",
  "x__torch__.",
])("the name %s may not", (name) => {
  expect(allowedGlobal(name)).toBe(false);
});

describe("tensors are found", () => {
  test("in dicts by names and numbers, and in lists by places", () => {
    const root = new Map<unknown, unknown>([
      ["a", [tensor({}), new Map([[7, tensor({})]])]],
      [3, tensor({})],
      [null, tensor({})],
      ["step", 5],
    ]);
    expect(found(root)).toEqual({ "a.0": two, "a.1.7": two, "3": two });
    expect(found([tensor({})])).toEqual({ "0": two });
    expect(found(tensor({}))).toEqual({ "": two });
  });

  test("in parameters, in wrapped lists and in what objects hold, but in no other call", () => {
    const held = Object.assign(call("__torch__.Net"), { state: new Map([["w", tensor({})]]) });
    const namespace = Object.assign(call("argparse.Namespace"), { state: held.state });
    const other = Object.assign(call("torch.Size", [tensor({})]), { state: held.state });
    const root = new Map<string, unknown>([
      ["p", call("torch._utils._rebuild_parameter", [tensor({}), true])],
      ["l", call("torch.jit._pickle.build_tensorlist", [[tensor({})]])],
      ["h", held],
      ["n", namespace],
      ["o", other],
    ]);
    expect(found(root)).toEqual({ p: two, "l.0": two, "h.w": two, "n.w": two });
  });

  test("a hundred deep, and under names of a thousand characters", () => {
    const deep = (levels: number) =>
      Array.from({ length: levels }).reduce((inner) => [inner], tensor({}) as unknown);
    expect(Object.keys(found(deep(100)))).toEqual([Array(100).fill(0).join(".")]);
    expect(Object.keys(found(new Map([["x".repeat(1000), tensor({})]])))).toHaveLength(1);
    const limits = "f: expected at most 300000 values 100 deep with names of 1000, got more at";
    expect(() => found(deep(101))).toThrow(limits);
    expect(() => found(new Map([["x".repeat(1001), tensor({})]]))).toThrow(limits);
    expect(found(Array(299_999).fill(0))).toEqual({}); // and the list itself
    expect(() => found(Array(300_000).fill(0))).toThrow(limits);
  });

  test("but not two under one path, nor a storage of two types or sizes", () => {
    const twice = new Map<string, unknown>([
      ["a.b", tensor({})],
      ["a", new Map([["b", tensor({})]])],
    ]);
    expect(() => found(twice)).toThrow(new RangeError("f: expected a.b once, got it twice"));
    for (const other of [{ size: 5 }, { type: "IntStorage" }])
      expect(() => found([tensor({}), tensor(other)])).toThrow(
        "f: expected storage 0 to be 4 of F32",
      );
    expect(Object.keys(found([tensor({}), tensor({ key: "1", size: 5 })]))).toHaveLength(2);
  });
});

describe("a tensor", () => {
  test.each<{ of: string; parts: Parts; is: object }>([
    { of: "of each number to the last one", parts: { shape: [2, 2], strides: [2, 1], offset: 0 }, is: { shape: [2, 2] } },
    { of: "expanded from the last one", parts: { shape: [9], strides: [0], offset: 3 }, is: { shape: [9] } },
    { of: "of nothing, wherever it begins", parts: { shape: [0], offset: 9 }, is: { shape: [0] } },
    { of: "of no axis", parts: { shape: [], strides: [] }, is: { shape: [] } },
    { of: "of 16 axes", parts: { shape: Array(16).fill(1), strides: Array(16).fill(9) }, is: {} },
    { of: "of halves, and no view of a storage", parts: { type: "HalfStorage", viewed: null }, is: { dtype: "F16" } },
    { of: "negated", parts: { metadata: new Map([["neg", true]]) }, is: { negated: true } },
    { of: "negated, as TorchScript says it", parts: { metadata: call("torch.jit._pickle.restore_type_tag", [new Map([["neg", true]])]) }, is: { negated: true } },
    { of: "neither negated nor conjugate", parts: { metadata: new Map([["neg", false], ["conj", false]]) }, is: { negated: false } },
    { of: "with metadata of nothing", parts: { metadata: null }, is: { negated: false } },
    { of: "of truths, not negated", parts: { type: "BoolStorage" }, is: { dtype: "BOOL" } },
  ])("$of is read", ({ parts, is }) => {
    expect(only(parts)).toMatchObject(is);
  }); // prettier-ignore

  const plain = "w to be plain numbers or a negated view of them, got";
  test.each<{ of: string; parts: Parts; message: string }>([
    { of: "one element past its storage", parts: { offset: 3 }, message: "w inside its storage of 4, got 2 elements up to 4" },
    { of: "a step past its storage", parts: { strides: [3] }, message: "w inside its storage of 4, got 2 elements up to 4" },
    { of: "a reference that is no list", parts: { id: "storage" }, message: "a storage for w" },
    { of: "a reference to something else", parts: { kind: "module" }, message: "a storage for w" },
    { of: "a storage without a type", parts: { type: 7 }, message: "a storage for w" },
    { of: "a storage of another type", parts: { type: "QInt8Storage" }, message: "a storage of numbers for w" },
    { of: "a type named like a method of objects", parts: { type: new PickledGlobal("toString") }, message: "a storage of numbers for w" },
    { of: "a key that is a number", parts: { key: 0 }, message: "a storage's key and size for w" },
    { of: "a negative size", parts: { size: -1 }, message: "a storage's key and size for w" },
    { of: "a size that is no whole number", parts: { size: 4.5 }, message: "a storage's key and size for w" },
    { of: "a view of a storage", parts: { viewed: ["0", 0, 4] }, message: "a storage that is no view for w" },
    { of: "fewer strides than sizes", parts: { strides: [] }, message: "sizes and strides for w" },
    { of: "sizes that are no list", parts: { shape: 2 }, message: "sizes and strides for w" },
    { of: "strides of texts", parts: { strides: ["1"] }, message: "sizes and strides for w" },
    { of: "17 axes", parts: { shape: Array(17).fill(1), strides: Array(17).fill(1) }, message: "sizes and strides for w" },
    { of: "a negative offset", parts: { offset: -1 }, message: "an offset for w" },
    { of: "negated truths", parts: { type: "BoolStorage", metadata: new Map([["neg", true]]) }, message: "numbers that can be negated for w" },
    { of: "a conjugate view", parts: { metadata: new Map([["conj", true]]) }, message: `${plain} conj;` },
    { of: "a negation that is a number", parts: { metadata: new Map([["neg", 1]]) }, message: `${plain} neg;` },
    { of: "metadata of another kind", parts: { metadata: call("torch.Size", [new Map()]) }, message: `${plain} something else;` },
  ])("with $of is refused", ({ parts, message }) => {
    expect(() => only(parts)).toThrow(`f: expected ${message}`);
  }); // prettier-ignore
});
