/** What the live page of a training shows, part by part; a part that is not known yet is absent. */
export interface LiveSections {
  /** What is trained, and where it is written. */
  about: { title: string; folder: string };
  /** The phase that runs. */
  progress: LiveProgress;
  /** The loss, and what a point of it is, in words. */
  loss: { points: readonly LivePoint[]; note: string };
  /** The images that are looked at again and again. */
  examples: LiveExamples;
  /** What the command said, the newest last. */
  said: readonly { text: string; kind: "told" | "note" | "error" }[];
  /** What the thresholds rest on, and what the test images say. */
  results: LiveResults;
  /** How the run ended. */
  end: { how: "done" | "interrupted" | "failed"; text: string };
}

/** A number at a step of the training. */
export type LivePoint = readonly [step: number, value: number];

/** How far a phase is. */
export interface LiveProgress {
  phase: string;
  done: number;
  /** `null` where nobody knows. */
  total: number | null;
  /** In words, such as "about 3 min left"; empty where nobody knows. */
  left: string;
}

/** Example images, the newest scores and maps of each, or why there are none. */
export interface LiveExamples {
  /** Where the pictures come from and how often, in words. */
  note: string;
  /** The step that scores and maps belong to; `null` after the training or where there are none yet. */
  step: number | null;
  images: readonly LiveExample[];
}

/** One example image. */
export interface LiveExample {
  id: string;
  label: 0 | 1;
  side: "train" | "validation";
  /** Data URI of the image. */
  image: string;
  /** Data URI of the image under its map; `null` before the first one. */
  map: string | null;
  /** The score of any defect after each look, in order. */
  scores: readonly LivePoint[];
}

/** What came out at the end. */
export interface LiveResults {
  /** Figures by name, as text. */
  figures: readonly { name: string; value: string }[];
  /** Whether the server has the report, at `report.html`. */
  report: boolean;
}
