import {
  adapterSpec,
  alphaClipImage,
  alphaImageSpec,
  contrastiveTargets,
  loraLinear,
  paperLora,
  supervisedContrastiveLoss,
  targetTensors,
  unitRows,
} from "@flawlens/alphaclip";
import type { ClipConfig, ParamSpec, Params } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { adamW, trainStep } from "@flawlens/training";
import { dispose, greater, mul, sub, tidy } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

import { ruleParams, ruleTensor } from "../../backbones/test/ruleParams.ts";

/** `ruleParams` one after another, so that nothing large is there twice. */
export function paramsByRule(spec: readonly ParamSpec[]): Params {
  return Object.assign({}, ...spec.map((entry) => ruleParams([entry]))) as Params;
}

/** One LoRA step of a tower after another, as `fitAlphaClip` takes them; weights and images by rule. */
export function loraSteps(
  config: ClipConfig,
  { batch, dropout = 0.1 }: { batch: number; dropout?: number },
): () => Promise<number> {
  const { imageSize: size, embedding } = config;
  const spec = adapterSpec(config, paperLora);
  const trained = new Set(spec.map(({ name }) => name));
  const frozen = paramsByRule(alphaImageSpec(config).filter(({ name }) => !trained.has(name)));
  let params = paramsByRule(spec);
  const optimizer = adamW({
    learningRate: 1e-6,
    weightDecay: 1e-4,
    groups: [{ match: /conv1_alpha/, learningRate: 1e-4 }],
  });
  const given = tidy(() => ({
    images: ruleTensor("images", [batch, size, size, 3]) as Tensor4D,
    alphas: mul(
      sub(greater(ruleTensor("alphas", [batch, size, size, 1]), 0), 0.5),
      1 / 0.26,
    ) as Tensor4D,
    texts: unitRows(ruleTensor("texts", [batch, embedding]) as Tensor2D),
    ...targetTensors(contrastiveTargets(Array.from({ length: batch }, (_, i) => i))),
  }));
  const ready = Promise.all(Object.values(given).map((tensor) => tensor.data())); // no part of a step
  const random = randomStream(1);
  return async () => {
    await ready;
    const stepped = trainStep(params, given, {
      optimizer,
      trainable: spec.map(({ name }) => name),
      lossOf(now, { images, alphas, texts, ...targets }) {
        const linear = loraLinear(now, paperLora, { dropout: { probability: dropout, random } });
        const all = { ...frozen, ...now };
        const embedded = alphaClipImage(config, all, images, alphas, { linear });
        return supervisedContrastiveLoss(unitRows(embedded), texts, targets, 0.01);
      },
    });
    dispose(params);
    params = stepped.params;
    const [loss] = await stepped.loss.data();
    stepped.loss.dispose();
    return loss;
  };
}
