// Forward, backward and Adam of a ViT-B/16 at 224 px, batch 4, written in plain operations.
import { randomStream } from "@flawlens/sampling";
import { adam, trainStep } from "@flawlens/training";
import { type Scalar, dispose, mean, square } from "@tensorflow/tfjs-core";
import { benchEngine } from "../_engine.ts";
import { uniform } from "../_trainingStep.ts";
import { VIT_B16, vit, vitFlop, vitParams } from "../_vit.ts";
import { clock } from "../clock.ts";

const batch = 4;
const name = await benchEngine();
let params = vitParams(VIT_B16, randomStream(1));
const trainable = Object.keys(params);
const images = uniform([batch, VIT_B16.side, VIT_B16.side, 3]);
const optimizer = adam({ learningRate: 1e-4 });

async function step(): Promise<number> {
  const stepped = trainStep(
    params,
    { ids: [], input: images },
    {
      optimizer,
      trainable,
      lossOf: (now, { input }) => mean(square(vit(now, input, VIT_B16))) as Scalar,
    },
  );
  dispose(params);
  params = stepped.params;
  const [loss] = await stepped.loss.data();
  stepped.loss.dispose();
  return loss;
}

const slow = name === "wasm"; // and it holds 4 GiB at most
await clock("vit-b16", name, step, {
  flop: 3 * batch * vitFlop(VIT_B16),
  warm: slow ? 1 : 2,
  repeats: slow ? 1 : 5,
});
