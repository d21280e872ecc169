import type { Split } from "@flawlens/datasets";
import type { Box } from "@flawlens/metrics";

/** One anomaly of one image, and what it is called. */
export interface RegionRecord {
  /** Of its sample and its place among the image's regions: `bottle/test/broken_large/000#0`. */
  id: string;
  /** Of the sample in its data set; the regions of one image share it. */
  sample: string;
  category: string;
  defectType: string;
  description: string;
  split: Split;
  /** Relative to the manifest's root. */
  image: string;
  /** From 0, in the order of `splitRegions`. */
  regionIndex: number;
  /** Regions of the same image. */
  regionCount: number;
  /** Size of the image and its mask. */
  height: number;
  width: number;
  /** The smallest box that holds all its pixels. */
  box: Box;
  /** Number of its pixels. */
  area: number;
  /** Its pixels as pairs: where a run of them begins, `row * width + column`, and its length. */
  runs: number[];
  /** Set where the mask is all specks and the whole of it stands for one anomaly. */
  wholeMask?: true;
  part?: string;
}

/** Anomalies of a data set one by one: what `buildRegions` makes and `saveRegions` writes. Plain JSON. */
export interface RegionManifest {
  format: 2;
  name: string;
  /** Folder that the records' paths start from. */
  root: string;
  /** Each pair of category and defect type once, with its text. */
  descriptions: { category: string; defectType: string; description: string }[];
  regions: RegionRecord[];
  /** Samples that gave no region, and why. */
  skipped: { sample: string; why: string }[];
  /** How masks were split, and the `datasetHash` of what they were made of. */
  provenance: { eps: number | null; minSamples: number; minPixels: number; dataset: string };
}
