import type { budgets } from "../data/chooseMethod.ts";
import type { DataOptions } from "../data/openRunData.ts";
import type { RunConfigSources } from "../methods/runConfig.ts";
import type { LiveServer } from "./live/liveServer.ts";

/** What a run is made of. */
export interface TrainOptions
  extends DataOptions, Pick<RunConfigSources, "config" | "data" | "settings"> {
  /** A folder or a list of images; of a run that goes on only where they have moved. */
  dataset?: string;
  out: string;
  /** A method's name, file or package; without it the data decide. */
  method?: string;
  /** Where no method is named: how much time a detector of normal images may take; default "fast". */
  budget?: (typeof budgets)[number];
  /** Seed of every random choice; default 1. */
  seed?: number;
  /** A file, a published name, or a place on the Hub. */
  weights?: string;
  /** A folder of pictures of textures. */
  textures?: string;
  /** What to start from: a run's folder, its detector or a checkpoint. */
  from?: string;
  /** The evaluation ranks every pixel up to this number of pixels of all test images together. */
  exactPixels?: number;
  /** Train the detector to deploy once more, on the test images too. */
  refit?: boolean;
  resume?: boolean;
  overwrite?: boolean;
  /** The page that follows the training. */
  live?: LiveServer;
  /** Images and masks are not opened before training. */
  skipCheck?: boolean;
}
