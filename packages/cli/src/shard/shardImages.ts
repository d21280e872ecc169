import { datasetHash } from "@flawlens/datasets";
import type { Manifest, Sample } from "@flawlens/datasets";
import type { ShardImages } from "./shardSeal.ts";

/** What a shard of these images has to hold. Looks up each file. */
export function shardImages(manifest: Manifest, samples: Sample[]): ShardImages {
  return { data: datasetHash({ ...manifest, samples }), images: samples.length };
}
