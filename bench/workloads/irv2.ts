// Inference of Inception-ResNet-v2 up to `repeat` at 299 px: a TensorFlow.js function, not a file.
import {
  inceptionResnetV2,
  inceptionResnetV2Network,
  inceptionResnetV2Spec,
  initParams,
} from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { benchEngine } from "../_engine.ts";
import { flop } from "../_flop.ts";
import { uniform } from "../_trainingStep.ts";
import { clock } from "../clock.ts";

const upTo = "repeat";
const side = 299;
const name = await benchEngine();
const params = initParams(inceptionResnetV2Spec({ upTo }), { random: randomStream(1) });
const perImage = flop(inceptionResnetV2Network, { side, upTo }).forward;
for (const batch of [1, 8]) {
  const images = uniform([batch, side, side, 3]);
  const step = async (): Promise<void> => {
    const features = inceptionResnetV2(params, images, { upTo });
    await features.data();
    features.dispose();
  };
  await clock(`irv2-features-b${batch}`, name, step, { flop: batch * perImage });
}
