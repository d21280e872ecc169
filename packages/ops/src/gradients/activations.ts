import {
  type Tensor,
  add,
  elu,
  exp,
  greater,
  mul,
  sigmoid,
  softmax,
  sub,
  sum,
  tanh,
  where,
} from "@tensorflow/tfjs-core";
import { isNested, register, run } from "./_register.ts";

// TensorFlow.js takes these gradients from the saved output, through which no second gradient goes
// back (a gradient penalty is then wrong, or throws). There the output is computed anew.
function ofOutput<Attrs>(
  kernelName: string,
  input: string,
  again: (x: Tensor) => Tensor,
  slope: (dy: Tensor, y: Tensor, attrs: Attrs) => Tensor,
): void {
  register(kernelName, { inputs: [input], outputs: [true] }, (dy, [x, y], attrs: Attrs) => ({
    [input]: () => slope(dy, isNested() ? again(x) : y, attrs),
  }));
}

ofOutput("Exp", "x", exp, (dy, y) => mul(dy, y));
ofOutput("Sigmoid", "x", sigmoid, (dy, y) => mul(dy, mul(y, sub(1, y))));
ofOutput("Tanh", "x", tanh, (dy, y) => mul(dy, sub(1, mul(y, y))));
ofOutput("Softmax", "logits", softmax, (dy, y, { dim }: { dim: number }) => {
  const share = mul(dy, y);
  return sub(share, mul(sum(share, [dim], true), y));
});
register("Elu", { inputs: ["x"], outputs: [true] }, (dy, [x, y]) => ({
  x: () =>
    isNested()
      ? mul(dy, where(greater(x, 0), add(mul(x, 0), 1), add(elu(x), 1)))
      : run("EluGrad", { dy, y }),
}));
