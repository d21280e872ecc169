import type { Sample } from "@flawlens/datasets";
import { predictionRecord, unreadRecord, type PredictionRecord } from "./predictionRecord.ts";
import type { Scored } from "./scoreInputs.ts";

/**
 * What a shard keeps of one image: its prediction by the id of its sample, with the path as the data set has it. Times are
 * left out, so that a shard that is done again is the same.
 */
export interface ShardRecord extends Omit<PredictionRecord, "milliseconds"> {
  id: string;
}

export function shardRecord(
  { id, image }: Pick<Sample, "id" | "image">,
  scored: Scored,
): ShardRecord {
  const { milliseconds: _, ...record } =
    "prediction" in scored
      ? predictionRecord(image, scored.prediction, 0)
      : unreadRecord(image, scored.unread.replaceAll(scored.input.path, image));
  return { id, ...record };
}
