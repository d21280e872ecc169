import { downloadFromHub } from "@flawlens/backbones";
import type { HubOptions } from "@flawlens/backbones";

import { clipTokenizer } from "./clipTokenizer.ts";
import type { ClipTokenizer } from "./clipTokenizer.ts";
import { readMerges } from "./readMerges.ts";

export interface LoadClipTokenizerOptions extends HubOptions {
  /** A file of merges, as `readMerges` takes it; nothing is downloaded then. */
  file?: string;
  /** Repository on the Hub with a `merges.txt`; default `openai/clip-vit-base-patch32`. */
  repo?: string;
}

/**
 * CLIP's tokenizer with its merges from a file, or from the Hugging Face Hub (0.5 MB, once).
 *
 * @throws {Error} If the file is not there or not the merges, or the Hub does not answer and the
 *   cache lacks them.
 *
 * @example
 * const tokenizer = await loadClipTokenizer();
 */
export async function loadClipTokenizer({
  file,
  repo = "openai/clip-vit-base-patch32",
  ...options
}: LoadClipTokenizerOptions = {}): Promise<ClipTokenizer> {
  const path = file ?? (await downloadFromHub(repo, "merges.txt", options)).path;
  return clipTokenizer(await readMerges(path));
}
