import type { Params } from "@flawlens/backbones";
import { tensor2d } from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";

import type { Towers } from "../towers/towers.ts";
import { createAlphaClip } from "../use/createAlphaClip.ts";

/**
 * Computes one row for each text: its embedding of length one, or its ids if the text tower is trained.
 * Each text is computed once, in the order of first use, so that a resumed run has the same numbers to
 * the bit.
 *
 * @returns A function from the labels of a batch to their rows, `[labels, embedding]` float32 or
 *   `[labels, T]` int32; the tensor belongs to the caller.
 */
export async function textRows(
  { towers, params }: { towers: Towers; params: Params },
  texts: readonly string[],
): Promise<(labels: readonly string[]) => Tensor2D> {
  const different = [...new Set(texts)];
  const place = new Map(different.map((text, i) => [text, i]));
  const learns = towers.text.spec.some(({ trainable }) => trainable);
  const rows = learns
    ? idRows(towers, different)
    : await createAlphaClip({ towers, params }).embedTexts(different);
  const [{ length: width }] = rows;
  return (labels) => {
    const values = labels.flatMap((label) => Array.from(rows[place.get(label) as number]));
    return tensor2d(values, [labels.length, width], learns ? "int32" : "float32");
  };
}

function idRows(towers: Towers, texts: readonly string[]): Int32Array[] {
  const { ids, shape } = towers.text.tokenize(texts);
  const width = shape[1];
  return texts.map((_, i) => ids.subarray(i * width, (i + 1) * width));
}
