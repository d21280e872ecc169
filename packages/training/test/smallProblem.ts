import type { Params } from "@flawlens/backbones";
import { balancedSampler, normal, randomStream } from "@flawlens/sampling";
import { add, matMul, mean, mul, relu, square, sub, tensor, tensor2d } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import { adam, sampledBatches, type Batch, type LossAndUpdates } from "../src/index.ts";

/** A batch of the small problem: 4 inputs and 1 target a sample. */
export interface SmallBatch extends Batch {
  inputs: Float32Array;
  targets: Float32Array;
}

const SAMPLES = 12;
const table = Array.from(
  { length: SAMPLES * 4 },
  (
    (random) => () =>
      normal(random)
  )(randomStream(1)),
);

/**
 * A network with a hidden layer and a running mean, learning from 12 samples of two classes
 * with noise added to each draw: everything that a resume must bring back. Made anew at each call.
 */
export function smallProblem(seed = 7, batchSize = 5) {
  const random = randomStream(seed);
  const weights = (shape: number[]) => {
    const size = shape.reduce((product, side) => product * side, 1);
    return tensor(
      Float32Array.from({ length: size }, () => 0.5 * normal(random)),
      shape,
    );
  };
  const params: Params = {
    "hidden.weight": weights([4, 6]),
    "hidden.bias": weights([6]),
    "hidden.running_mean": weights([6]),
    "head.weight": weights([6, 1]),
  };
  const groups = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8],
    [9, 10, 11],
  ];
  const batches = sampledBatches<SmallBatch>({
    sampler: balancedSampler({ groups, random: random.split() }),
    batchSize,
    random: random.split(),
    load: async (indices, noise) => {
      await Promise.resolve();
      return {
        ids: indices.map((index) => `sample-${index}`),
        inputs: Float32Array.from(
          indices.flatMap((index) => table.slice(4 * index, 4 * index + 4)),
          (x) => x + 0.1 * normal(noise),
        ),
        targets: Float32Array.from(indices, (index) => (index > 8 ? 1 : 0)),
      };
    },
  });
  return {
    params,
    trainable: ["hidden.weight", "hidden.bias", "head.weight"],
    lossOf: smallLoss,
    optimizer: adam({ learningRate: 0.02 }),
    nextBatch: batches.next,
    data: batches,
  };
}

/** Mean squared error; the hidden layer is centred by its batch's mean, and the running mean follows. */
export function smallLoss(params: Params, batch: SmallBatch): LossAndUpdates {
  const inputs = tensor2d(batch.inputs, [batch.ids.length, 4]);
  const targets = tensor2d(batch.targets, [batch.ids.length, 1]);
  const hidden = add(matMul(inputs, params["hidden.weight"] as Tensor2D), params["hidden.bias"]);
  const batchMean = mean(hidden, 0);
  const outputs = matMul(
    relu(sub(hidden, mul(batchMean, 0.5))) as Tensor2D,
    params["head.weight"] as Tensor2D,
  );
  return {
    loss: mean(square(sub(outputs, targets))) as Scalar,
    updates: {
      "hidden.running_mean": add(mul(params["hidden.running_mean"], 0.9), mul(batchMean, 0.1)),
    },
  };
}
