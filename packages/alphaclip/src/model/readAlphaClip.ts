import { clipTextSpec, loadParams, readClip, readWeights } from "@flawlens/backbones";
import type { ClipConfig, Params } from "@flawlens/backbones";

import { addAlpha, alphaImageSpec } from "./alphaClip.ts";
import { alphaClipFromReleased } from "./alphaClipFromReleased.ts";

/**
 * Reads the parameters of an Alpha-CLIP. The text tower is that of a CLIP checkpoint (OpenAI's,
 * open_clip's or Hugging Face's, see `readClip`); the image tower is that of the Alpha-CLIP checkpoint.
 * Without `alpha`, both are CLIP's, and masks change nothing until the model is trained.
 *
 * @param files.clip - The CLIP checkpoint.
 * @param files.alpha - An Alpha-CLIP checkpoint as its authors release them, which has the image tower only.
 * @throws {ParamsMismatch} If a file has the parameters of another model; the message lists all differences.
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
