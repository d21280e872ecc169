import { describe, expect, test } from "vitest";
import { Lowered } from "./lowered.ts";
import { Lowering } from "./lowering.ts";
import { NCHW, OIHW } from "./perm.ts";

const make = () => new Lowering({ forCpu: false, blockSize: 0 });
const floats = (shape: number[]) => ({ dtype: "float32" as const, shape });

describe("an operator", () => {
  test("is written once for equal calls, and twice where it must be its own", () => {
    const g = make();
    const first = g.op("Relu", ["x"]);
    expect(g.op("Relu", ["x"])).toBe(first);
    expect(g.op("Relu", ["y"])).not.toBe(first);
    expect(g.op("Relu", ["x"], {}, { unique: true })).not.toBe(first);
    expect(g.op("Relu", ["x"], {}, { domain: "com.microsoft" })).not.toBe(first);
    expect(g.nodes).toHaveLength(4);
    expect([...g.domains]).toEqual(["", "com.microsoft"]);
  });

  test("with other attributes or more outputs is another", () => {
    const g = make();
    const names = [
      g.op("Softmax", ["x"], { axis: 0 }),
      g.op("Softmax", ["x"], { axis: 1 }),
      ...g.ops("Split", ["x"], {}, { outputs: 2 }),
      ...g.ops("Split", ["x"], {}, { outputs: 3 }),
    ];
    expect(new Set(names).size).toBe(7);
  });
});

describe("a constant", () => {
  test("is written once for each value and type", () => {
    const g = make();
    expect(g.scalar(1)).toBe(g.scalar(1));
    expect(g.scalar(1, "int32")).not.toBe(g.scalar(1));
    expect(g.scalar(-0)).not.toBe(g.scalar(0));
    expect(g.i64([1, 2])).toBe(g.i64([1, 2]));
    expect(g.i64([12])).not.toBe(g.i64([1, 2]));
    const { type, dims, data } = g.initializers.get(g.i64([1, 2]))!;
    expect({ type, dims, data }).toEqual({
      type: "int64",
      dims: [2],
      data: BigInt64Array.of(1n, 2n),
    });
  });

  test("that is a long list of places is made once for each name, with any whole numbers", () => {
    const g = make();
    const places = [0, 1, -1, 2 ** 31, -(2 ** 40), 2 ** 52 + 3];
    const name = g.places("some", () => places);
    expect(g.initializers.get(name)!.data).toEqual(BigInt64Array.from(places, BigInt));
    expect(g.places("some", () => [7])).toBe(name);
    expect(g.places("others", () => [7])).not.toBe(name);
  });

  test("in another memory layout is rearranged here, not by an operator", () => {
    const g = make();
    // [kh, kw, in, out] = [1, 1, 2, 3]
    const name = g.initializer("float32", [1, 1, 2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
    const filter = new Lowered(floats([1, 1, 2, 3]), name, [0, 1, 2, 3]);
    expect(g.isConstant(filter)).toBe(true);
    const turned = g.initializers.get(g.form(filter, OIHW))!;
    expect(turned.dims).toEqual([3, 2, 1, 1]);
    expect([...(turned.data as Float32Array)]).toEqual([1, 4, 2, 5, 3, 6]);
    expect(g.nodes).toEqual([]);
  });
});

describe("a form in another memory layout", () => {
  test("is a transposition, made once", () => {
    const g = make();
    const image = new Lowered(floats([2, 4, 5, 3]), "x", [0, 1, 2, 3]);
    const planes = g.form(image, NCHW);
    expect(g.form(image, NCHW)).toBe(planes);
    expect(g.nodes).toMatchObject([{ type: "Transpose", attributes: { perm: [0, 3, 1, 2] } }]);
    expect(g.plain(image)).toBe("x");
  });

  test("is a reshape where only axes of size 1 move", () => {
    const g = make();
    const row = new Lowered(floats([2, 1, 1, 3]), "x", [0, 1, 2, 3]);
    const name = g.form(row, NCHW);
    expect(g.nodes).toMatchObject([{ type: "Reshape", outputs: [name] }]);
    const { data } = g.initializers.get(g.nodes[0].inputs[1])!;
    expect(data).toEqual(BigInt64Array.of(2n, 3n, 1n, 1n));
  });
});

describe("broadcast", () => {
  test("brings a vector a channel to the place of the channels by a reshape", () => {
    const g = make();
    g.broadcast(new Lowered(floats([3]), "bias", [0]), NCHW);
    const { type, inputs } = g.nodes[0];
    expect(type).toBe("Reshape");
    expect(g.initializers.get(inputs[1])!.data).toEqual(BigInt64Array.of(1n, 3n, 1n, 1n));
    expect(g.nodes).toHaveLength(1);
  });

  test("takes a single number and a value in that order as they are", () => {
    const g = make();
    expect(g.broadcast(new Lowered(floats([1]), "one", [0]), NCHW)).toBe("one");
    expect(g.broadcast(new Lowered(floats([2, 4, 5, 3]), "x", NCHW), NCHW)).toBe("x");
    expect(g.nodes).toEqual([]);
  });
});

describe("commonOrder", () => {
  const plain = [0, 1, 2, 3];
  const shape = [2, 4, 5, 3];
  const inOrder = (perm: readonly number[]) => new Lowered(floats(shape), `${perm}`, perm);

  test.each([
    { of: "two images as NCHW", orders: [NCHW, NCHW], is: NCHW },
    { of: "one of each", orders: [plain, NCHW], is: NCHW },
    { of: "two plain and one as NCHW", orders: [plain, plain, NCHW], is: plain },
  ])("of $of copies least", ({ orders, is }) => {
    expect(make().commonOrder(orders.map(inOrder), shape)).toEqual(is);
  });

  test("is that of the full images, whatever order a smaller input has", () => {
    const vector = new Lowered(floats([1, 1, 5, 3]), "v", NCHW);
    expect(make().commonOrder([inOrder(plain), vector], shape)).toEqual(plain);
    expect(make().commonOrder([], shape)).toEqual(plain);
  });
});
