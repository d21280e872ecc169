import type { ManifestOrigin, Sample } from "./manifest.ts";

/** How many images of one kind there are. */
export interface CheckRow {
  category: string;
  split: Sample["split"];
  /**
   * A defect type, "normal", "anomalous" without a type, or "unknown". An image with two types counts in two
   * rows.
   */
  type: string;
  images: number;
  masks: number;
  /** Masks of images that are not normal, without a single anomalous pixel. */
  emptyMasks: number;
  parts: number;
}

/** A file of the data set that cannot be used as it is. */
export interface CheckProblem {
  /** "unreadable": an image or a mask that cannot be read; "size": a mask of another size than its image. */
  kind: "unreadable" | "size";
  /** The path of the file from the manifest's root, with "/". */
  file: string;
  message: string;
}

/** Something that reads without an error and may mean something else than it seems. */
export interface CheckDoubt {
  kind:
    | "full mask"
    | "transparent mask"
    | "soft mask"
    | "marked normal"
    | "one colour"
    | "narrow range"
    | "pages"
    | "sizes"
    | "same file, other label"
    | "same file, other side"
    | "same file";
  /** How many files, or groups of files with the same bytes. */
  count: number;
  /** The first of them, from the manifest's root; at most three. */
  files: string[];
  message: string;
}

/** Files below the root that are not part of the data set. */
export interface CheckLeftOut {
  /** A file, or a folder with "/" at its end, from the manifest's root. */
  path: string;
  /** How many image files lie there; 0 for a folder without any. */
  images: number;
  reason: string;
}

/** What a data set was read as, in words for people. */
export interface CheckRecognised extends ManifestOrigin {
  layout: string;
  /** How images came to be on the training, validation and test side. */
  sides: string;
}

/** How many images there are in all. One that cannot be read counts too, as its label is known. */
export interface CheckCounts {
  images: number;
  normal: number;
  anomalous: number;
  /** Images of which nobody says whether they are normal. */
  unknown: number;
  /** Images with a mask. */
  masks: number;
  /** Masks of images that are not normal, without a single anomalous pixel. */
  emptyMasks: number;
  /** Anomalous images without a mask. */
  unmasked: number;
}

/** What `checkDataset` found. Plain JSON. */
export interface DatasetCheck {
  name: string;
  root: string;
  recognised: CheckRecognised;
  counts: CheckCounts;
  rows: CheckRow[];
  problems: CheckProblem[];
  doubts: CheckDoubt[];
  leftOut: CheckLeftOut[];
  /** What the loader could not tell. */
  warnings: string[];
  /** What to do about all this, the most important first; empty if there is nothing to do. */
  todo: string[];
}
