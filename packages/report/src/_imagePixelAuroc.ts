import type { AnomalyMap } from "@flawlens/inference/core";
import { auroc } from "@flawlens/metrics";
import type { EvaluationRecord } from "./evaluationRecord.ts";

/** The pixel AUROC of one image by itself; `null` where its mask does not have both kinds of pixels. */
export function imagePixelAuroc({ mask }: EvaluationRecord, map: () => AnomalyMap): number | null {
  if (!mask) return null;
  const labels = mask.data instanceof Uint8Array ? mask.data : Uint8Array.from(mask.data);
  return labels.includes(0) && labels.includes(1) ? auroc(map().data, labels) : null;
}
