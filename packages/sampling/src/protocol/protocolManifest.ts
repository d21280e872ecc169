/** What the protocols read of a sample; fits the samples of `@flawlens/datasets`. */
export interface ProtocolSample {
  /** Unique in the manifest. */
  id: string;
  category: string;
  split: "train" | "validation" | "test";
  /** 0 is normal, 1 anomalous; null is unknown, and such a sample stays as it is. */
  label: 0 | 1 | null;
  defectTypes: string[];
  mask: string | null;
  /** Key shared by all images of one physical part within a category. */
  part?: string;
}

/** What the protocols add to a sample. */
export interface ProtocolFields {
  /** "fewShot": a labelled anomaly given to training; "contaminant": an anomaly passed off as normal. */
  role?: "fewShot" | "contaminant";
  /** Id of the test anomaly that a contaminant is a copy of. */
  source?: string;
  /** The noise of a contaminant's image: `contaminationNoise(image, { sigma, random: randomStream(seed) })`. */
  noise?: { sigma: number; seed: number };
}

/** A data set, as plain JSON; whatever else it holds is passed on. */
export interface ProtocolManifest<S extends ProtocolSample = ProtocolSample> {
  samples: S[];
  /** How it was made. */
  provenance?: Record<string, unknown>;
}

/** The manifest that a protocol makes of one. */
export type ProtocolResult<M extends ProtocolManifest> = Omit<
  M,
  "samples" | "splits" | "provenance"
> & {
  samples: (M["samples"][number] & ProtocolFields)[];
  splits: "made";
  provenance: Record<string, unknown>;
};

/**
 * "reference": as the authors' released code, in which images of the test set may also be
 * trained on; "disjoint": no image, and no part, is on both sides.
 */
export type ProtocolMode = "reference" | "disjoint";
