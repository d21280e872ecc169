// One training step of the paper's head: batch 8, features 25 x 25 x 320, eight types.
import { benchEngine } from "../_engine.ts";
import { featuresOnly, trainingStep, uniform } from "../_trainingStep.ts";
import { clock } from "../clock.ts";

const name = await benchEngine();
const types = Array.from({ length: 8 }, (_, i) => `type ${i}`);
const step = trainingStep({ encoder: featuresOnly(320), types }, uniform([8, 25, 25, 320]), {
  cached: true,
});
const products = 2 * 8 * 25 * 25 * (9 * 320 * 512 + 9 * 512 * 512 + 512 * 8);
const first = 2 * 8 * 25 * 25 * 9 * 320 * 512; // to the features goes no gradient
await clock("fcdd-head", name, step, { flop: 3 * products - first });
