import {
  type GradConfig,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
  div,
  engine,
  getBackend,
  getGradient,
  getKernel,
  registerGradient,
  reshape,
  util,
} from "@tensorflow/tfjs-core";

/**
 * TensorFlow.js repeats the gradient of a sum or mean by multiplying it with ones of the summed
 * tensor's size, which it makes and stores in every step: 5 % of a vision transformer's step, and a
 * constant of the batch's size where the step is exported. Where the backend knows "BroadcastTo" it
 * is repeated by that; every other backend keeps TensorFlow.js's way.
 */
for (const kernelName of ["Sum", "Mean"]) {
  const original = getGradient(kernelName);
  const gradFunc: GradConfig["gradFunc"] = (dy, saved, attrs) => {
    if (!getKernel("BroadcastTo", getBackend())) return original.gradFunc(dy, saved, attrs);
    const [x] = saved;
    const axes = util.parseAxisParam((attrs as { axis?: number[] }).axis!, x.shape);
    const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
    const kept = x.shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
    return {
      x: () => {
        const upstream = reshape(dy as Tensor, kept);
        const shared = kernelName === "Mean" ? div(upstream, count) : upstream;
        return count === 1 ? shared : broadcast(shared, kept, x.shape);
      },
    };
  };
  registerGradient({ ...original, kernelName, gradFunc });
}

function broadcast(x: Tensor, inputShape: number[], shape: number[]): Tensor {
  const inputs = { x } as unknown as NamedTensorMap;
  // TensorFlow.js's gradient of "BroadcastTo" looks for the shape it came from.
  const attrs = { shape, inputShape } as unknown as NamedAttrMap;
  return engine().runKernel("BroadcastTo", inputs, attrs) as Tensor;
}
