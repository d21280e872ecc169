import {
  type Tensor,
  add,
  cast,
  equal,
  greater,
  less,
  log,
  matMul,
  mul,
  pow,
  reshape,
  sub,
  where,
  zeros,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { isNested, register } from "./_register.ts";
import { unbroadcast } from "./_shapes.ts";

// Inputs that broadcast get gradients of their own shapes; TensorFlow.js leaves that out for these.
for (const [name, wins] of [
  ["Maximum", greater],
  ["Minimum", less],
] as const)
  // prettier-ignore
  register(name, { inputs: ["a", "b"] }, (dy, [a, b]) => {
    // Equal numbers share, as in PyTorch.
    const half = (x: Tensor, y: Tensor) =>
      mul(dy, add(cast(wins(x, y), "float32"), mul(cast(equal(x, y), "float32"), 0.5)));
    return {
      a: () => unbroadcast(half(a, b), a.shape),
      b: () => unbroadcast(half(b, a), b.shape),
    };
  });

register("SquaredDifference", { inputs: ["a", "b"] }, (dy, [a, b]) => ({
  a: () => unbroadcast(mul(dy, mul(sub(a, b), 2)), a.shape),
  b: () => unbroadcast(mul(dy, mul(sub(b, a), 2)), b.shape),
}));

register("Pow", { inputs: ["a", "b"], outputs: [true] }, (dy, [a, b, saved]) => {
  const base = cast(a, "float32");
  const exponent = cast(b, "float32");
  const y = () => (isNested() ? pow(base, exponent) : saved);
  return {
    a: () => {
      // x⁰ is constant, at 0 too, where 0·0⁻¹ would be NaN.
      const slope = mul(exponent, pow(base, sub(exponent, 1)));
      const constant = equal(exponent, 0);
      return unbroadcast(mul(dy, where(constant, zerosLike(slope), slope)), a.shape);
    },
    b: () => {
      const positive = greater(base, 0);
      const safe = where(positive, base, add(zerosLike(base), 1));
      return unbroadcast(mul(dy, mul(y(), log(safe))), b.shape);
    },
  };
});

interface Turned {
  transposeA: boolean;
  transposeB: boolean;
}

// A matrix shared by a whole batch is one that broadcasts.
register("BatchMatMul", { inputs: ["a", "b"] }, (dy, [a, b], attrs: Turned) => {
  const { transposeA, transposeB } = attrs;
  return {
    a: () =>
      unbroadcast(
        transposeA ? matMul(b, dy, transposeB, true) : matMul(dy, b, false, !transposeB),
        a.shape,
      ),
    b: () =>
      unbroadcast(
        transposeB ? matMul(dy, a, true, transposeA) : matMul(a, dy, !transposeA, false),
        b.shape,
      ),
  };
});

register("Prelu", { inputs: ["x", "alpha"] }, (dy, [x, alpha]) => ({
  x: () => unbroadcast(where(greater(x, 0), dy, mul(dy, alpha)), x.shape),
  alpha: () => unbroadcast(where(greater(x, 0), zerosLike(dy), mul(dy, x)), alpha.shape),
}));

// Chosen, not multiplied by 0: an infinite gradient on the other side stays there.
register("Select", { inputs: ["condition"] }, (dy, [condition]) => {
  const choice = condition.rank === 1 && dy.rank > 1 ? rows(condition, dy.rank) : condition;
  return {
    condition: () => zeros(condition.shape),
    t: () => where(choice, dy, zerosLike(dy)),
    e: () => where(choice, zerosLike(dy), dy),
  };
});

function rows(condition: Tensor, rank: number): Tensor {
  return reshape(condition, [condition.size, ...new Array<number>(rank - 1).fill(1)]);
}
