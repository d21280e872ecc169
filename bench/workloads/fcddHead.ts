// One training step of the paper's head: batch 8, features 25 x 25 x 320, eight types.
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { featuresOnly, trainingStep, uniform } from "../_trainingStep.ts";
import { clock } from "../clock.ts";

const { name } = await useEngine();
const types = Array.from({ length: 8 }, (_, i) => `type ${i}`);
const step = trainingStep({ encoder: featuresOnly(320), types }, uniform([8, 25, 25, 320]), {
  cached: true,
});
await clock("fcdd-head", name, step);
