import { cutIntoShards } from "@flawlens/datasets";
import type { Manifest, Sample, Shard } from "@flawlens/datasets";
import { fileHash } from "@flawlens/files";
import { loadDetector } from "@flawlens/inference";
import type { Detector, NodeImage } from "@flawlens/inference";
import type { Phase } from "../terminal/progress.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { doShard } from "./doShard.ts";
import type { ShardProduct, ShardTask } from "./doShard.ts";
import { shardImages } from "./shardImages.ts";
import { shardVersions } from "./shardVersions.ts";
import { tellShard } from "./tellShard.ts";

/** Parts of a data set that a detector is to look at. */
export interface ShardsTask extends Pick<ShardTask, "command" | "options" | "out" | "serves"> {
  /** The detector's file. */
  model: string;
  manifest: Manifest;
  /** The images of all parts. */
  samples: readonly Sample[];
  /** At least one, all of the same number. */
  shards: readonly Shard[];
  /** What is done, for people: "scoring". */
  doing: string;
  /** Looks at the images of one part, and writes files into a folder. */
  work: (
    detector: Detector<NodeImage>,
    own: readonly Sample[],
    to: { folder: string; phase: Phase },
  ) => Promise<ShardProduct>;
  signal?: AbortSignal;
}

/**
 * Does parts of a data set, one after another, with one detector, and says what was done. A part that is done is left as
 * it is.
 *
 * @throws {Error} As `loadDetector` and `doShard`.
 */
export async function doShards(
  terminal: Terminal,
  { model, manifest, samples, shards, doing, work, signal, ...task }: ShardsTask,
): Promise<void> {
  const parts = cutIntoShards(samples, shards[0].of);
  const common = { ...task, detector: await fileHash(model), versions: shardVersions() };
  const detector = await loadDetector(model);
  try {
    for (const shard of shards) {
      const own = parts[shard.index - 1];
      const outcome = await doShard({
        ...common,
        shard,
        ...shardImages(manifest, own),
        work(folder) {
          const phase = terminal.phases().of(`${doing} shard ${shard.index}/${shard.of}`, own.length); // prettier-ignore
          return work(detector, own, { folder, phase });
        },
      });
      terminal.endPhases();
      tellShard(terminal, outcome);
      signal?.throwIfAborted();
    }
  } finally {
    await detector.release();
    terminal.endPhases();
  }
}
