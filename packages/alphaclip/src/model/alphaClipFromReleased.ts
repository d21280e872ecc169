import type { StoredTensors } from "@flawlens/backbones";

/**
 * The tensors of a released Alpha-CLIP checkpoint under the names used here, for `loadParams` with
 * `alphaImageSpec`. Theirs hold the image tower alone, without `visual.`, some behind `module.`, and
 * keep the packed projection as `attn.in_proj.weight`. Other names stay as they are, so a difference is
 * still reported.
 */
export function alphaClipFromReleased(tensors: StoredTensors): StoredTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, value]) => [ourName(name), value]));
}

function ourName(name: string): string {
  const bare = name.replace(/^module\./, "").replace(/^visual\./, "");
  return `visual.${bare.replace(/\.attn\.in_proj\.(weight|bias)$/, ".attn.in_proj_$1")}`;
}
