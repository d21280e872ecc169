import { dispose, grads, mul, sum, tensor2d, tidy } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

import type { EngineName } from "@flawlens/tfjs-backend-ort";

import { clipImage, clipImageLayers } from "../src/clip/clipImage.ts";
import { clipImageSpec, clipTextSpec } from "../src/clip/clipSpec.ts";
import { clipText, clipTextLayers } from "../src/clip/clipText.ts";
import type { ClipImageLayer, ClipTextLayer } from "../src/clip/clipLayers.ts";
import type { ClipConfig } from "../src/clip/clipConfig.ts";
import type { Summary } from "./expectLayers.ts";
import { inFileLayout } from "./gradients.ts";
import { ruleImage, ruleParams, ruleTensor, ruleUniforms } from "./ruleParams.ts";

/** Engines to try; libtensorflow's where `TFJS_NODE_DIR` names one. */
export const engines: EngineName[] = [
  "cpu",
  "ort",
  ...(process.env.TFJS_NODE_DIR ? (["tensorflow"] as const) : []),
];

/** What `fixtures/makeClip.py` writes of one model. */
export interface ClipFixture {
  parameters: number;
  entries: number;
  image: {
    size: number;
    layers: Record<ClipImageLayer, Summary>;
    gradients: Record<string, Summary>;
  };
  text: {
    /** Tokens of each row, without start and end. */
    lengths: number[];
    layers: Record<ClipTextLayer, Summary>;
    gradients: Record<string, Summary>;
  };
}

/** Small enough for the cpu backend, made of the same code; beside it, the fixture's model. */
export const clipSmall: ClipConfig = {
  name: "clipSmall",
  imageSize: 48,
  patchSize: 16,
  embedding: 32,
  image: { width: 64, layers: 3, heads: 4 },
  text: { width: 48, layers: 2, heads: 3, context: 12, vocabulary: 60 },
  activation: "quickGelu",
  preprocessing: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], size: 48 },
};

/** Rows of start, tokens of the rule, end, zeros. */
export function ruleTokens({ text }: ClipConfig, lengths: number[]): Tensor2D {
  const rows = lengths.map((length, row) => {
    const words = ruleUniforms(`tokens.${row}`, length).map(
      (u) => Math.floor(u * (text.vocabulary - 3)) + 1,
    );
    const values = [text.vocabulary - 2, ...words, text.vocabulary - 1];
    return [...values, ...new Array<number>(text.context - values.length).fill(0)];
  });
  return tensor2d(rows, [rows.length, text.context], "int32");
}

type Values = Record<string, Pick<Tensor, "dataSync">>;

/** Layers of rule-made images by rule-made parameters. */
export function ruleImageLayers(config: ClipConfig, layers: readonly ClipImageLayer[]): Values {
  const params = ruleParams(clipImageSpec(config, { upTo: layers.at(-1) }));
  const images = ruleImage(config.imageSize);
  const features = clipImageLayers(config, params, images, { layers });
  return read(features, [params, images]);
}

/** Layers of rule-made texts by rule-made parameters. */
export function ruleTextLayers(
  config: ClipConfig,
  lengths: number[],
  layers: readonly ClipTextLayer[],
): Values {
  const params = ruleParams(clipTextSpec(config, { upTo: layers.at(-1) }));
  const tokens = ruleTokens(config, lengths);
  const features = clipTextLayers(config, params, tokens, { layers });
  return read(features, [params, tokens]);
}

/** Gradients of Σ embedding · cotangent, in the checkpoint's layout. */
export async function ruleImageGradients(config: ClipConfig, names: string[]): Promise<Values> {
  const images = ruleImage(config.imageSize);
  return gradientsOf(config, names, images, (params, given) =>
    clipImage(config, params, given as Tensor4D),
  );
}

export async function ruleTextGradients(
  config: ClipConfig,
  lengths: number[],
  names: string[],
): Promise<Values> {
  const tokens = ruleTokens(config, lengths);
  return gradientsOf(config, names, undefined, (params) => clipText(config, params, tokens));
}

async function gradientsOf(
  config: ClipConfig,
  names: string[],
  images: Tensor | undefined,
  run: (params: Record<string, Tensor>, images: Tensor | undefined) => Tensor,
): Promise<Values> {
  const spec = [...clipImageSpec(config), ...clipTextSpec(config)].filter(
    ({ name }) => name.startsWith("visual.") === (images !== undefined),
  );
  const params = ruleParams(spec);
  const weights = names.filter((name) => name !== "images");
  const loss = (...values: Tensor[]) => {
    const given = images && values.shift();
    const changed = Object.fromEntries(weights.map((name, i) => [name, values[i]]));
    const output = run({ ...params, ...changed }, given);
    return sum(mul(output, ruleTensor("cotangent", output.shape))) as Scalar;
  };
  const inputs = [...(images ? [images] : []), ...weights.map((name) => params[name])];
  const found = tidy(() => grads(loss)(inputs));
  const ofImages = images ? found.shift() : undefined;
  const byName = Object.fromEntries(weights.map((name, i) => [name, found[i]]));
  const { images: first, ...rest } = await inFileLayout(spec, {
    ...(ofImages ? { images: ofImages } : { images: inputs[0] }),
    ...byName,
  });
  const result = read(ofImages ? { images: first as Tensor } : {}, [params, found]);
  return { ...result, ...rest };
}

/** Values taken out of the engine, whose tensors are given back. */
function read(features: Record<string, Tensor>, others: unknown[]): Values {
  const values = Object.entries(features).map(([name, tensor]): [string, Values[string]] => {
    const data = tensor.dataSync();
    return [name, { dataSync: () => data as never }];
  });
  dispose([features, others] as never);
  return Object.fromEntries(values);
}
