/** Layers of the image tower, by the checkpoint's modules. */
export type ClipImageLayer =
  | "visual.conv1"
  | "visual.ln_pre"
  | `visual.transformer.resblocks.${number}`
  | "visual.ln_post"
  | "visual.proj";

/** Layers of the text tower, by the checkpoint's modules. */
export type ClipTextLayer =
  | "token_embedding"
  | `transformer.resblocks.${number}`
  | "ln_final"
  | "text_projection";
