// One training step of the quickstart's network: batch 32, 128 px, five types, everything trained.
import { convHead, multiTypeLoss, smallConvNetEncoder } from "@flawlens/fcdd";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { mul } from "@tensorflow/tfjs-core";
import { trainingStep, uniform } from "../_trainingStep.ts";
import { clock, LONG_WARM } from "../clock.ts";

const { name } = await useEngine();
const types = Array.from({ length: 5 }, (_, i) => `type ${i}`);
const images = mul(uniform([32, 128, 128, 3]), 255) as ReturnType<typeof uniform>;
await images.data(); // as images that were decoded: no part of the first step
const options = {
  encoder: smallConvNetEncoder({ widths: [[16], [32, 32], [64, 64]] }),
  head: convHead({ widths: [64] }),
  loss: multiTypeLoss({ topFraction: 0.1 }),
  types,
  inputSize: 128,
};
await clock("quickstart-step", name, trainingStep(options, images, { cached: false }), {
  warm: LONG_WARM,
});
