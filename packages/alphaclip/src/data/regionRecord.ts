import type { Split } from "@flawlens/datasets";
import type { Box } from "@flawlens/metrics";

/** One anomalous region of one image, with its description. */
export interface RegionRecord {
  /** Id of the sample and index of the region in its image, such as `bottle/test/broken_large/000#0`. */
  id: string;
  /** Id of the sample in its data set. */
  sample: string;
  category: string;
  defectType: string;
  description: string;
  split: Split;
  /** Path of the image, relative to the manifest's root. */
  image: string;
  /** Index among the regions of the image, from 0. */
  regionIndex: number;
  /** Number of regions of the same image. */
  regionCount: number;
  /** Size of the image and its mask, in pixels. */
  height: number;
  width: number;
  /** The smallest box that holds all its pixels. */
  box: Box;
  /** Number of its pixels. */
  area: number;
  /** Its pixels as runs: for each run its first pixel, `y * width + x`, and its length. */
  runs: number[];
  /** Set if the mask consists of specks only, so that the whole mask is taken as one region. */
  wholeMask?: true;
  part?: string;
}

/** The anomalous regions of a data set, as `buildRegions` makes and `saveRegions` writes them. Plain JSON. */
export interface RegionManifest {
  format: 2;
  name: string;
  /** Folder that the paths of the images start from. */
  root: string;
  /** Each pair of category and defect type once, with its description. */
  descriptions: { category: string; defectType: string; description: string }[];
  regions: RegionRecord[];
  /** Samples that gave no region, each with the reason. */
  skipped: { sample: string; why: string }[];
  /** The settings by which masks were split, and the `datasetHash` of the data set. */
  provenance: { eps: number | null; minSamples: number; minPixels: number; dataset: string };
}
