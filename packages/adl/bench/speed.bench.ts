// The full network (ResNet-18, learned up-blocks, 22,465,540 parameters) at 256 px: a training step of 8
// images, and one image's forward pass beside its score with the fused gradient map, with batch
// normalisation as it is and folded. Medians.
// speed.py clocks the same training step in PyTorch.
//   npx tsx packages/adl/bench/speed.bench.ts        (on the built packages)
import { foldedParams } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { adam, addDecayedWeights, chain, clipByGlobalNorm, trainStep } from "@flawlens/training";
import { dispose, scalar, tensor1d, tensor3d, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import {
  createAdl,
  encode,
  scoreImages,
  scoreWithMaps,
  trainableNames,
  trainingLoss,
} from "@flawlens/adl";

const { name, threads } = await useEngine();
const random = randomStream(1);
const model = createAdl({ random: random.split() });
const imagesOf = (count: number) =>
  tensor4d(
    Float32Array.from({ length: count * 256 * 256 * 3 }, () => 255 * random()),
    [count, 256, 256, 3],
  );

const trainable = trainableNames(model);
const optimizer = chain(clipByGlobalNorm(1), addDecayedWeights(1e-5), adam({ learningRate: 2e-4 }));
const labels = [0, 0, 0, 0, 1, 1, 1, 1];
const masks = Float32Array.from({ length: 8 * 65536 }, (_, i) =>
  i >= 4 * 65536 && random() < 0.05 ? 1 : 0,
);
const input = imagesOf(8);
let params = model.params;
const step = await median(async () => {
  const stepped = trainStep(params, input, {
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
  await stepped.loss.data();
  const kept = new Set(Object.values(stepped.params));
  dispose(Object.values(params).filter((x) => !kept.has(x) && x !== undefined));
  params = stepped.params;
  stepped.loss.dispose();
}, 4);
console.log(`${name}, ${threads} threads: training step, batch 8: ${step.toFixed(0)} ms`);

model.params = params;
const one = imagesOf(1);
const folded = (await foldedParams(model)).params;
const read = async (tensors: Tensor[]) => {
  await Promise.all(tensors.map((tensor) => tensor.data()));
  dispose(tensors);
};
for (const [kind, by] of Object.entries({ plain: params, folded })) {
  const forward = await median(
    () => read(tidy(() => [scoreImages(model, by, one).scores] as Tensor[])),
    9,
  );
  const both = await median(
    () =>
      read(
        tidy(() => {
          const { scores, maps } = scoreWithMaps(model, by, one);
          return [scores.scores, maps.fused] as Tensor[];
        }),
      ),
    9,
  );
  console.log(
    `one image, ${kind} parameters: forward ${forward.toFixed(0)} ms, score and fused gradient map ${both.toFixed(0)} ms, ${(both / forward).toFixed(2)} x`,
  );
}

async function median(run: () => Promise<void>, repeats: number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < repeats + 2; i++) {
    const start = performance.now();
    await run();
    if (i >= 2) times.push(performance.now() - start); // the first ones compile
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}
