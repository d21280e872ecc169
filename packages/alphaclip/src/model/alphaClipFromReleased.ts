import type { StoredTensors } from "@flawlens/backbones";

/**
 * Renames the tensors of a released Alpha-CLIP checkpoint for `loadParams` with `alphaImageSpec`. The
 * released files have the image tower only, leave out the prefix `visual.`, sometimes put `module.` in
 * front, and call the packed projection `attn.in_proj.weight`. Names that are not known stay as they are,
 * so that `loadParams` reports them.
 */
export function alphaClipFromReleased(tensors: StoredTensors): StoredTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, value]) => [ourName(name), value]));
}

function ourName(name: string): string {
  const bare = name.replace(/^module\./, "").replace(/^visual\./, "");
  return `visual.${bare.replace(/\.attn\.in_proj\.(weight|bias)$/, ".attn.in_proj_$1")}`;
}
