/** The side of the experiment that a sample is on. */
export type Split = "train" | "validation" | "test";

/** One image of a data set and what is known about it. Paths are relative to the manifest's root, with "/". */
export interface Sample {
  /** Unique in the manifest; stable as long as the files keep their names. */
  id: string;
  /** The kind of object; the data set's name where it has only one. */
  category: string;
  split: Split;
  /**
   * 0 is normal, 1 anomalous, null unknown. It is the label of the image, also where its mask is empty.
   * An image of unknown label is neither trained on nor judged by; it can be scored.
   */
  label: 0 | 1 | null;
  /** The defect types that are visible; empty for a normal image, and where nothing is known. */
  defectTypes: string[];
  image: string;
  /**
   * File of the mask, which shows the pixels of the defect; null where there is none: then nobody
   * knows which pixels of an anomalous image are anomalous.
   */
  mask: string | null;
  /** Further masks of the image, where several files mark it together: `readSampleMask` joins them. */
  moreMasks?: string[];
  /** Key shared by all images of one physical part within a category: they belong on one side of a split. */
  part?: string;
  /** The camera or side, where a part was photographed from several. */
  view?: string;
}

/** The sources from which a loader took labels, types and masks, in words for people. */
export interface ManifestOrigin {
  /** The sign by which normal images are recognised. */
  normal: string;
  /** The sign by which the types of anomalous images are recognised. */
  types: string;
  /** The place of the masks. */
  masks: string;
}

/** A folder or file that a loader saw and did not read. */
export interface LeftOut {
  /** The path from the manifest's root, with "/". */
  path: string;
  reason: string;
}

/** A data set: what `loadDataset` returns, what `saveManifest` writes. Plain JSON. */
export interface Manifest {
  name: string;
  /** Folder that the samples' paths start from. */
  root: string;
  /** Name of the layout it was read from. */
  layout: string;
  /** Every defect type, in the order that models and tables use. */
  defectTypes: string[];
  categories: string[];
  samples: Sample[];
  /**
   * "published": the layout says which image is for what; "none": it does not, every
   * sample is on the training side, and `splitByPart` is the next step; "made": drawn by a function of
   * this package or another.
   */
  splits?: "published" | "none" | "made";
  /** A mask pixel of this value or more is anomalous. Default 1: anything but black (in a JPEG 128). */
  maskThreshold?: number;
  /**
   * The values of the masks by type, where masks tell types apart. Keys are types, or
   * `category/type` where the values depend on the category.
   */
  maskClasses?: Record<string, number[]>;
  /** What a reader of results should know, such as unknown parts or missing masks. */
  warnings?: string[];
  /** The sources from which the loader took labels, types and masks, in words for people. */
  origin?: ManifestOrigin;
  /** Folders and files below the root that the loader saw and did not read. */
  leftOut?: LeftOut[];
  /**
   * Names of folders, or paths of folders and files, whose images belong to the data set without
   * being samples, such as the other resolutions of it: `checkDataset` does not call them orphans.
   */
  besides?: string[];
  /** How a made data set or split was made: function, seed or state of the stream, options. */
  provenance?: Record<string, unknown>;
  /** The `datasetHash` it was saved with: `saveManifest` sets it, `readManifest` can verify it. */
  hash?: string;
}
