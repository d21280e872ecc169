import { downloadFromHub } from "@flawlens/backbones";
import type { HubOptions } from "@flawlens/backbones";

import { clipTokenizer } from "./clipTokenizer.ts";
import type { ClipTokenizer } from "./clipTokenizer.ts";
import { readMerges } from "./readMerges.ts";

export interface LoadClipTokenizerOptions extends HubOptions {
  /** A file of merges for `readMerges`; with it nothing is downloaded. */
  file?: string;
  /** Repository on the Hub with a `merges.txt`; default `openai/clip-vit-base-patch32`. */
  repo?: string;
}

/**
 * Makes CLIP's tokenizer. Its merges come from a file, or from the Hugging Face Hub (0.5 MB, downloaded
 * once).
 *
 * @throws {Error} If the file is missing or has something else, or the Hub does not answer and the merges
 *   are not in the cache.
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
