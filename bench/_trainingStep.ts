import {
  createFcdd,
  decode,
  encode,
  type Encoder,
  type FcddOptions,
  trainableNames,
} from "@flawlens/fcdd";
import { randomStream } from "@flawlens/sampling";
import { adam, trainStep } from "@flawlens/training";
import { dispose, tensor2d, tensor4d, type Tensor4D } from "@tensorflow/tfjs-core";

/** Seeded numbers in [0, 1) as a tensor of images or features. */
export function uniform(shape: [number, number, number, number]): Tensor4D {
  const random = randomStream(1);
  const size = shape.reduce((product, side) => product * side, 1);
  return tensor4d(Float32Array.from({ length: size }, random), shape);
}

/**
 * One training step of a detector, as `fitFcdd` does it, on the same batch every time.
 *
 * @param cached - Whether the input is the encoder's features, and the head alone is trained.
 */
export function trainingStep(
  options: Omit<FcddOptions, "random">,
  input: Tensor4D,
  { cached }: { cached: boolean },
): () => Promise<number> {
  const model = createFcdd({ ...options, random: randomStream(1) });
  const [batch] = input.shape;
  const types = model.types.length;
  const labels = tensor2d(
    Float32Array.from({ length: batch * types }, (_, i) =>
      Math.floor(i / types) === i % types && i < (batch / 2) * types ? 1 : 0,
    ),
    [batch, types],
  );
  const optimizer = adam({ learningRate: 1e-4 });
  let { params } = model;
  return async () => {
    const stepped = trainStep(
      params,
      { ids: [], input },
      {
        optimizer,
        trainable: trainableNames(model),
        lossOf: (now, { input }) => {
          const encoded = cached
            ? { output: input, updates: {} }
            : encode(model, now, input, { training: true });
          const decoded = decode(model, now, encoded.output, { training: true });
          return {
            loss: model.loss(decoded.output, labels),
            updates: { ...encoded.updates, ...decoded.updates },
          };
        },
      },
    );
    for (const [name, tensor] of Object.entries(params))
      if (stepped.params[name] !== tensor) dispose(tensor);
    params = stepped.params;
    const [loss] = await stepped.loss.data();
    stepped.loss.dispose();
    return loss;
  };
}

/** An encoder that hands features through: what is clocked is the head alone. */
export function featuresOnly(channels: number): Encoder {
  return {
    name: "features",
    spec: [],
    channels,
    preprocessing: { mean: [0, 0, 0], std: [1, 1, 1], size: 200 },
    trainable: true,
    fixed: true,
    features: (_params, features) => ({ features, updates: {} }),
  };
}
