import {
  checkpoints,
  downloadFromHub,
  efficientnetLite0Spec,
  readNetworkWeights,
} from "@flawlens/backbones";
import type { EfficientnetLiteLayer, HubOptions, Params } from "@flawlens/backbones";

import { readAlphaClip } from "../model/readAlphaClip.ts";
import { clips } from "./_clips.ts";
import type { DescriberConfig } from "./describerConfig.ts";

/** The sources of pretrained weights. */
export interface PretrainedFiles {
  /**
   * A file of ImageNet weights of EfficientNet-Lite0, or of a CLIP checkpoint (OpenAI's, open_clip's or
   * Hugging Face's). Default: from the Hugging Face Hub, where the configuration needs one.
   */
  weights?: string;
  /** A file of an Alpha-CLIP checkpoint: its image network takes the place of CLIP's. */
  alpha?: string;
  /** Options of the download from the Hub; `onProgress` is called as it proceeds. */
  hub?: HubOptions;
}

/** Parameters, and the files that they were read from. */
export interface PretrainedParams {
  params: Params;
  files: string[];
}

/**
 * The parameters that a configuration begins with: none for a small network.
 *
 * @throws {Error} If a file holds another model (the message names it), or the Hub does not answer
 *   and the cache lacks the file (see `downloadFromHub`).
 *
 * @example
 * const { params } = await readPretrained(config, { weights: "efficientnet-lite0.safetensors" });
 */
export async function readPretrained(
  { image }: Pick<DescriberConfig, "image">,
  { weights, alpha, hub }: PretrainedFiles = {},
): Promise<PretrainedParams> {
  if (image.network === "small") return { params: {}, files: [] };
  if (image.network === "clip") {
    const { config, checkpoint } = clips[image.model];
    const clip = weights ?? (await download(checkpoint, hub));
    const files = alpha === undefined ? [clip] : [clip, alpha];
    return { params: await readAlphaClip(config, { clip, alpha }), files };
  }
  const file = weights ?? (await download("tf_efficientnet_lite0.in1k", hub));
  const layers = image.layers as EfficientnetLiteLayer[];
  const specs = layers.map((layer) => efficientnetLite0Spec({ upTo: layer }));
  const spec = specs.reduce((a, b) => (b.length > a.length ? b : a));
  return { params: await readNetworkWeights("EfficientNet-Lite0", spec, file), files: [file] };
}

async function download(name: string, hub: HubOptions | undefined): Promise<string> {
  const { repo, file } = checkpoints[name];
  return (await downloadFromHub(repo, file, hub)).path;
}
