import { backend_util } from "@tensorflow/tfjs-core";
import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { type Perm, identity } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";
import type { ValueSpec } from "../recording/valueSpec.ts";
import { activate, type Activation } from "./_activation.ts";
import { fusedMatMul, turnedProduct } from "./_fusedMatMul.ts";

interface MatMulAttrs {
  transposeA: boolean;
  transposeB: boolean;
}

/** Matrix products over the last two axes; the axes before them broadcast. */
export const matMul: Kernel[] = [
  {
    name: "BatchMatMul",
    infer: ({ a, b }, attrs: MatMulAttrs) => inferred(a, b, attrs),
    supports: ({ a, b }) => a.dtype === b.dtype && a.dtype !== "bool",
    lower: (g, { a, b }, attrs: MatMulAttrs, [output]) => g.result(output, product(g, a, b, attrs)),
  },
  {
    name: "_FusedMatMul",
    infer: ({ a, b }, attrs: MatMulAttrs) => inferred(a, b, attrs),
    supports: ({ a, b }) => a.dtype === "float32" && b.dtype === "float32",
    lower(g, { a, b, bias, preluActivationWeights }, attrs: MatMulAttrs & Activation, [output]) {
      let result = product(g, a, b, attrs);
      if (bias) result = g.op("Add", [result, g.plain(bias)]);
      return activate(g, g.result(output, result), attrs, preluActivationWeights);
    },
  },
];

function inferred(a: ValueSpec, b: ValueSpec, { transposeA, transposeB }: MatMulAttrs): ValueSpec {
  const rank = a.shape.length;
  if (rank < 2 || b.shape.length < 2)
    throw new RangeError(`matMul: expected matrices, got [${a.shape}] and [${b.shape}]`);
  const batch = backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const rows = a.shape[transposeA ? rank - 1 : rank - 2];
  const inner = a.shape[transposeA ? rank - 2 : rank - 1];
  const [innerB, columns] = transposeB ? b.shape.slice(-2).toReversed() : b.shape.slice(-2);
  if (inner !== innerB)
    throw new RangeError(
      `matMul: expected inner sides that agree, got [${a.shape}] and [${b.shape}] with transposeA ${transposeA}, transposeB ${transposeB}`,
    );
  return { dtype: a.dtype, shape: [...batch, rows, columns] };
}

/**
 * A product of matrices in any memory layout: the operator is told that a factor is stored transposed,
 * so that it need not be copied.
 */
function product(
  g: Lowering,
  a: Lowered,
  b: Lowered,
  { transposeA, transposeB }: MatMulAttrs,
): string {
  const rank = a.shape.length;
  const [left, flipA] = factor(g, a);
  const [right, flipB] = factor(g, b);
  const transA = transposeA !== flipA;
  const transB = transposeB !== flipB;
  if (!transA && !transB) return g.op("MatMul", [left, right]);
  if (g.forCpu && a.dtype === "float32") {
    const turned = { transA: Number(transA), transB: Number(transB) };
    const [rows, columns] = inferred(a, b, { transposeA, transposeB }).shape.slice(-2);
    const inner = a.shape.at(transposeA ? -2 : -1)!;
    // Batches of one too: TensorFlow.js makes them of the factors of a fused product.
    const single = a.size === rows * inner && rank <= b.shape.length;
    return transA && single
      ? turnedProduct(g, left, right, [inner, rows, columns], turned)
      : fusedMatMul(g, left, right, turned);
  }
  if (rank === 2 && b.shape.length === 2 && a.dtype === "float32")
    return g.op("Gemm", [left, right], { transA: Number(transA), transB: Number(transB) });
  const plain = (value: Lowered, flip: boolean): string =>
    g.form(value, flip ? flipped(value.shape.length) : identity(value.shape.length));
  return g.op("MatMul", [plain(a, transposeA), plain(b, transposeB)]);
}

/** A factor as it lies in memory, and whether its last two axes lie exchanged. */
function factor(g: Lowering, value: Lowered): [name: string, flipped: boolean] {
  if (value.find(identity(value.shape.length)) !== undefined) return [g.plain(value), false];
  const exchanged = value.find(flipped(value.shape.length));
  return exchanged === undefined ? [g.plain(value), false] : [exchanged, true];
}

function flipped(rank: number): Perm {
  return [...identity(rank).slice(0, -2), rank - 1, rank - 2];
}
