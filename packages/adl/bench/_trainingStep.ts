// One training step of the full network (ResNet-18, learned up-blocks, 22,465,540 parameters) as `fitAdl` takes it.
import { randomStream } from "@flawlens/sampling";
import type { RandomStream } from "@flawlens/sampling";
import { adam, addDecayedWeights, chain, clipByGlobalNorm, trainStep } from "@flawlens/training";
import { dispose, scalar, tensor1d, tensor3d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { createAdl, encode, trainableNames, trainingLoss, type Adl } from "@flawlens/adl";

/** A detector that is trained, and its training step. */
export interface AdlStep {
  model: Adl;
  /** Takes a step on the same batch every time; returns the loss. The model has the new parameters. */
  step: () => Promise<number>;
}

/** Seeded images of 256 px. */
export function imagesOf(count: number, random: RandomStream): Tensor4D {
  const numbers = Float32Array.from({ length: count * 256 * 256 * 3 }, () => 255 * random());
  return tensor4d(numbers, [count, 256, 256, 3]);
}

/** The step on 8 images of 256 px, of which the second half has masks with anomalies. */
export function adlStep(): AdlStep {
  const random = randomStream(1);
  const model = createAdl({ random: random.split() });
  const trainable = trainableNames(model);
  const optimizer = chain(
    clipByGlobalNorm(1),
    addDecayedWeights(1e-5),
    adam({ learningRate: 2e-4 }),
  );
  const labels = [0, 0, 0, 0, 1, 1, 1, 1];
  const masks = Float32Array.from({ length: 8 * 65536 }, (_, i) =>
    i >= 4 * 65536 && random() < 0.05 ? 1 : 0,
  );
  const input = imagesOf(8, random);
  return { model, step };

  async function step(): Promise<number> {
    const before = model.params;
    const stepped = trainStep(before, input, {
      trainable,
      optimizer,
      lossOf: (params, images) => {
        const { features, updates } = encode(model, params, images, { training: true });
        const { loss } = trainingLoss(
          model,
          params,
          features,
          { labels: tensor1d(labels), masks: tensor3d(masks, [8, 256, 256]) },
          {
            soft: scalar(1),
            relabel: scalar(1),
            lambda: scalar(0.1),
            reference: { mean: scalar(0), std: scalar(1) },
          },
          updates,
        );
        return { loss, updates };
      },
    });
    const [loss] = await stepped.loss.data();
    const kept = new Set(Object.values(stepped.params));
    dispose(Object.values(before).filter((x) => !kept.has(x) && x !== undefined));
    model.params = stepped.params;
    stepped.loss.dispose();
    return loss;
  }
}
