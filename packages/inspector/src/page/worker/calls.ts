import type { RankedDescription } from "@flawlens/alphaclip/core";
import type { DetectorMetadata, RawPrediction, ValidationScores } from "@flawlens/inference/core";

/** A file, or its bytes: from a disk, WebKit lets no worker read a blob, so that the page does. */
export type GivenFile = Blob | ArrayBuffer;

/** The file of an image, or the image that the page decoded, for the same reason. */
export type GivenImage = Blob | ImageBitmap;

/** What the page asks of its worker: the names of the calls, what each is given, and what it gives. */
export interface Calls {
  /** Makes a detector ready. `key` names it in other calls. */
  openDetector: (given: { key: number; file: GivenFile }) => OpenedDetector;
  /** Scores an image file, and makes a small picture of it. */
  score: (given: { key: number; image: GivenImage }) => ScoredImage;
  /** Scores a picture of the camera. */
  scoreFrame: (given: { key: number; frame: ImageBitmap }) => RawPrediction;
  /** Gives the memory of a detector back. */
  releaseDetector: (given: { key: number }) => void;
  /** Tells a detector from a file that describes regions; a file that is neither counts as a detector. */
  kindOf: (given: { file: GivenFile }) => "detector" | "describer";
  /** Makes a file that describes regions ready, in the place of the one before; gives its descriptions. */
  openDescriber: (given: { file: GivenFile }) => string[];
  /** Describes the regions of an image by the thresholds of `metadata`. */
  describe: (given: RegionsToDescribe) => DescribedRegion[];
}

/** A scored image whose regions are to be described. */
export interface RegionsToDescribe extends Pick<ScoredImage, "raw" | "original"> {
  image: GivenImage;
  metadata: DetectorMetadata;
}

/** A region as `explainRegions` gives it, without its pixels. */
export interface DescribedRegion {
  /** The regions of the prediction that lie in it, by their index. */
  found: number[];
  /** The best descriptions, at most three. */
  ranking: RankedDescription[];
}

/** What a detector file says of itself. */
export interface OpenedDetector {
  metadata: DetectorMetadata;
  validation: ValidationScores | null;
}

/** What a detector found on an image, before any threshold. */
export interface ScoredImage {
  raw: RawPrediction;
  /** The size of the image as it was stored, in pixels. */
  original: { height: number; width: number };
  /** A small picture: its longest side has 320 pixels at most. */
  thumbnail: Blob;
}
