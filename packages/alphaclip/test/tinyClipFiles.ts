import { clipSpec, encodeSafetensors, initParams, saveParams } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";

import { tinyClip } from "./tiny.ts";

/** The tiny CLIP as a checkpoint, and merges of the published number of which one is of use. */
export async function tinyClipFiles(): Promise<{ model: Buffer; merges: Buffer }> {
  const params = initParams(clipSpec(tinyClip), { random: randomStream(1) });
  const model = encodeSafetensors(await saveParams(clipSpec(tinyClip), params));
  const others = Array.from({ length: 48_893 }, (_, i) => `x${i} y`);
  const merges = ["#version: 0.2", "i n", ...others].join("\n");
  return { model: Buffer.from(model), merges: Buffer.from(merges) };
}
