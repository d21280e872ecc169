import { dispose, grads, mul, sum, tidy } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Tensor4D } from "@tensorflow/tfjs-core";

import type { Network } from "../src/network.ts";
import { networkSpec } from "../src/networkSpec.ts";
import type { ParamSpec, Params } from "../src/params.ts";
import { runNetwork } from "../src/runNetwork.ts";
import { saveParams } from "../src/saveParams.ts";
import { ruleImage, ruleParams, ruleTensor } from "./ruleParams.ts";

type Values = Record<string, Pick<Tensor, "dataSync">>;

/** Gradients of Σ layer · cotangent with rule-made weights, as `fixtures/make.py` takes them. */
export async function ruleGradients(
  network: Network,
  layer: string,
  names: readonly string[],
  size: number,
): Promise<Values> {
  const spec = networkSpec(network, { upTo: layer });
  const params = ruleParams(spec);
  const image = ruleImage(size);
  const weights = names.filter((name) => name !== "images");
  const loss = (images: Tensor, ...values: Tensor[]) => {
    const changed = Object.fromEntries(weights.map((name, i) => [name, values[i]]));
    const all = { ...params, ...changed };
    const { features } = runNetwork(network, all, images as Tensor4D, { layers: [layer] });
    return sum(mul(features[layer], ruleTensor("cotangent", features[layer].shape))) as Scalar;
  };
  const [images, ...found] = tidy(() =>
    grads(loss)([image, ...weights.map((name) => params[name])]),
  );
  const gradients = Object.fromEntries(weights.map((name, i) => [name, found[i]]));
  const result = await inFileLayout(spec, { images, ...gradients });
  dispose([params, image, found] as never);
  return result;
}

/** Gradients of parameters as a checkpoint would hold them; `images` stays as it is. */
export async function inFileLayout(spec: ParamSpec[], gradients: Params): Promise<Values> {
  const { images, ...weights } = gradients;
  const stored = await saveParams(
    spec.filter(({ name }) => Object.hasOwn(weights, name)),
    weights,
  );
  const values = Object.entries(stored).map(([name, { data }]): [string, Values[string]] => [
    name,
    { dataSync: () => data as Float32Array as never },
  ]);
  return { images, ...Object.fromEntries(values) };
}
