import type { ParamSpec } from "../params.ts";
import { blockSpec, normSpec } from "./_transformer.ts";
import type { ClipConfig } from "./clipConfig.ts";
import type { ClipImageLayer, ClipTextLayer } from "./clipLayers.ts";

/**
 * Every entry of a CLIP checkpoint: the image tower, the text tower and `logit_scale`, by
 * OpenAI's names. `input_resolution`, `context_length` and `vocab_size`, which OpenAI's archives
 * contain too, are never loaded.
 */
export function clipSpec(config: ClipConfig): ParamSpec[] {
  const settings = ["input_resolution", "context_length", "vocab_size"];
  return [
    ...clipImageSpec(config),
    ...clipTextSpec(config),
    {
      name: "logit_scale",
      shape: [],
      kind: "plain",
      init: { constant: Math.log(1 / 0.07) },
      trainable: true,
    },
    ...settings.map((name): ParamSpec => ({ name, shape: [], kind: "counter", trainable: false })),
  ];
}

/** The entries of the image tower, up to a layer. */
export function clipImageSpec(
  config: ClipConfig,
  options: { upTo?: ClipImageLayer } = {},
): ParamSpec[] {
  return entriesUpTo(config, imageEntries(config), options.upTo);
}

/** The entries of the text tower, up to a layer. */
export function clipTextSpec(
  config: ClipConfig,
  options: { upTo?: ClipTextLayer } = {},
): ParamSpec[] {
  return entriesUpTo(config, textEntries(config), options.upTo);
}

/** The layers of the image tower, in order. */
export function clipImageLayerNames(config: ClipConfig): ClipImageLayer[] {
  return imageEntries(config).map(([layer]) => layer);
}

/** The layers of the text tower, in order. */
export function clipTextLayerNames(config: ClipConfig): ClipTextLayer[] {
  return textEntries(config).map(([layer]) => layer);
}

function imageEntries(config: ClipConfig): [ClipImageLayer, ParamSpec[]][] {
  const { image, patchSize, embedding } = config;
  const { width } = image;
  const positions = (config.imageSize / patchSize) ** 2 + 1;
  const init = { normal: width ** -0.5 };
  return [
    [
      "visual.conv1",
      [
        {
          name: "visual.conv1.weight",
          shape: [width, 3, patchSize, patchSize],
          kind: "conv",
          trainable: true,
        },
      ],
    ],
    [
      "visual.ln_pre",
      [
        plain("visual.class_embedding", [width], init),
        plain("visual.positional_embedding", [positions, width], init),
        ...normSpec("visual.ln_pre", width),
      ],
    ],
    ...Array.from({ length: image.layers }, (_, i): [ClipImageLayer, ParamSpec[]] => {
      const at = `visual.transformer.resblocks.${i}` as const;
      return [at, blockSpec(at, image)];
    }),
    ["visual.ln_post", normSpec("visual.ln_post", width)],
    ["visual.proj", [plain("visual.proj", [width, embedding], init)]],
  ];
}

function textEntries({ text, embedding }: ClipConfig): [ClipTextLayer, ParamSpec[]][] {
  const { width, context, vocabulary } = text;
  return [
    [
      "token_embedding",
      [
        plain("token_embedding.weight", [vocabulary, width], { normal: 0.02 }),
        plain("positional_embedding", [context, width], { normal: 0.01 }),
      ],
    ],
    ...Array.from({ length: text.layers }, (_, i): [ClipTextLayer, ParamSpec[]] => {
      const at = `transformer.resblocks.${i}` as const;
      return [at, blockSpec(at, text)];
    }),
    ["ln_final", normSpec("ln_final", width)],
    ["text_projection", [plain("text_projection", [width, embedding], { normal: width ** -0.5 })]],
  ];
}

function plain(name: string, shape: number[], init: ParamSpec["init"]): ParamSpec {
  return { name, shape, kind: "plain", init, trainable: true };
}

function entriesUpTo<Layer extends string>(
  config: ClipConfig,
  entries: [Layer, ParamSpec[]][],
  upTo: Layer | undefined,
): ParamSpec[] {
  const names = entries.map(([layer]) => layer);
  if (upTo !== undefined && !names.includes(upTo))
    throw new RangeError(
      `clipSpec: expected a layer of ${config.name} (${names.join(", ")}), got ${upTo}`,
    );
  const end = upTo === undefined ? entries.length : names.indexOf(upTo) + 1;
  return entries.slice(0, end).flatMap(([, specs]) => specs);
}
