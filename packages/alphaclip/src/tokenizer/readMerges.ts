import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";

import type { Merge } from "./clipTokenizer.ts";

/** Number of merges that CLIP uses; the published list has more. */
const COUNT = 49_152 - 256 - 2;

/**
 * Reads CLIP's merges from a file, for `clipTokenizer`: OpenAI's `bpe_simple_vocab_16e6.txt.gz` (in the
 * repository openai/CLIP, MIT) or Hugging Face's `merges.txt` (of any CLIP, as
 * `downloadFromHub("openai/clip-vit-base-patch32", "merges.txt")` brings it), packed or not.
 *
 * @throws {RangeError} If the file is something else or was cut off.
 */
export async function readMerges(file: string): Promise<Merge[]> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new Error(`readMerges: expected CLIP's merges at ${file}, got ${error.message}`, {
      cause: error,
    });
  });
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  let text: string;
  try {
    text = (packed ? gunzipSync(bytes) : bytes).toString("utf8");
  } catch (error) {
    throw new RangeError(
      `readMerges: expected a whole gzip file, got ${(error as Error).message} in ${file}; download it again`,
      { cause: error },
    );
  }
  const lines = text.split("\n").slice(1, COUNT + 1); // the first says the version
  const merges = lines.map((line) => line.trimEnd().split(" "));
  const wrong = merges.findIndex((merge) => merge.length !== 2 || merge.some((part) => !part));
  const whole = wrong < 0 && merges.length === COUNT;
  if (!whole || merges[0].join(" ") !== "i n")
    throw new RangeError(
      `readMerges: expected a line of version and ${COUNT} merges beginning with "i n", ` +
        `got ${whole ? `"${merges[0].join(" ")}" first` : `${wrong < 0 ? merges.length : wrong} merges`} in ${file}`,
    );
  return merges as [string, string][];
}
