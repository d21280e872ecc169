// One training step of a small network, to try bench/gpu without a graphics card: batch 2, 16 px, three types.
import { convHead, multiTypeLoss, smallConvNetEncoder } from "@flawlens/fcdd";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { mul } from "@tensorflow/tfjs-core";
import { trainingStep, uniform } from "../_trainingStep.ts";
import { clock } from "../clock.ts";

const { name } = await useEngine();
const images = mul(uniform([2, 16, 16, 3]), 255) as ReturnType<typeof uniform>;
const options = {
  encoder: smallConvNetEncoder({ widths: [[8], [16]] }),
  head: convHead({ widths: [16] }),
  loss: multiTypeLoss({ topFraction: 0.1 }),
  types: ["a", "b", "c"],
  inputSize: 16,
};
const step = trainingStep(options, images, { cached: false });
await clock("small-step", name, step, { warm: 3, repeats: 3 });
