import { type Tensor, cast, div, equal, mul, reshape, sum, util } from "@tensorflow/tfjs-core";
import { register } from "./_register.ts";

interface Axes {
  axis?: number | number[];
  reductionIndices?: number | number[];
}

// Equal numbers share what comes back; TensorFlow.js gives each of them the whole.
for (const name of ["Max", "Min"])
  register(name, { inputs: ["x"], outputs: [true] }, (dy, [x, y], attrs: Axes) => ({
    x: () => {
      const axes = util.parseAxisParam((attrs.reductionIndices ?? attrs.axis)!, x.shape);
      const kept = x.shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
      const found: Tensor = cast(equal(x, reshape(y, kept)), "float32");
      return mul(reshape(dy, kept), div(found, sum(found, axes, true)));
    },
  }));
