import { clipTextSpec, loadParams, readClip, readWeights } from "@flawlens/backbones";
import type { ClipConfig, Params } from "@flawlens/backbones";

import { addAlpha, alphaImageSpec } from "./alphaClip.ts";
import { alphaClipFromReleased } from "./alphaClipFromReleased.ts";

/**
 * Parameters of an Alpha-CLIP: text tower and, without an Alpha-CLIP file, image tower too from a
 * CLIP checkpoint (OpenAI's, open_clip's or Hugging Face's, as `readClip` takes them). Without
 * `alpha` the model is CLIP, whatever the mask, until it is trained.
 *
 * @param files.clip - The CLIP checkpoint.
 * @param files.alpha - An Alpha-CLIP checkpoint as its authors release them (image tower alone).
 * @throws {ParamsMismatch} If a file holds another model; all differences are listed.
 *
 * @example
 * const params = await readAlphaClip(clipVitB16, { clip: "ViT-B-16.pt", alpha: "clip_b16_grit20m_fultune_2xe.pth" });
 */
export async function readAlphaClip(
  config: ClipConfig,
  { clip, alpha }: { clip: string; alpha?: string },
): Promise<Params> {
  if (alpha === undefined) {
    const both = await readClip(config, clip);
    return addAlpha(config, both);
  }
  const released = alphaClipFromReleased(await readWeights(alpha));
  const image = loadParams(alphaImageSpec(config), released);
  const text = await readClip(config, clip, { tower: "text" });
  const names = clipTextSpec(config).map(({ name }) => name);
  return { ...image, ...Object.fromEntries(names.map((name) => [name, text[name]])) };
}
