// The full network (ResNet-18, learned up-blocks, 22,465,540 parameters) at 256 px: a training step of 8
// images, and one image's forward pass beside its score with the fused gradient map, with batch
// normalisation as it is and folded. Medians.
// speed.py clocks the same training step in PyTorch.
//   npx tsx packages/adl/bench/speed.bench.ts        (on the built packages)
import { foldedParams } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { dispose, tidy } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { scoreImages, scoreWithMaps } from "@flawlens/adl";
import { adlStep, imagesOf } from "./_trainingStep.ts";

const { name, threads } = await useEngine();
const { model, step } = adlStep();
const stepMs = await median(async () => void (await step()), 4);
console.log(`${name}, ${threads} threads: training step, batch 8: ${stepMs.toFixed(0)} ms`);

const one = imagesOf(1, randomStream(2));
const folded = (await foldedParams(model)).params;
const read = async (tensors: Tensor[]) => {
  await Promise.all(tensors.map((tensor) => tensor.data()));
  dispose(tensors);
};
for (const [kind, by] of Object.entries({ plain: model.params, folded })) {
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
