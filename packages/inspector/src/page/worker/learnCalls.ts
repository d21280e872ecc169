import type { RefineStep } from "@flawlens/fcdd";
import type { GivenFile, GivenImage } from "./calls.ts";

/** What the page asks of the worker that trains a detector's head further, in this order. */
export interface LearnCalls {
  /** Makes a detector file ready whose head is to learn. */
  open: (given: { file: GivenFile }) => void;
  /** Computes what the head reads of an image, and keeps it. */
  add: (given: ImageToLearn) => void;
  /** Does the next step of a training of so many; `null` after the last. */
  step: (given: { steps: number }) => RefineStep | null;
  /** The file with the head that has learned. */
  write: (given: object) => Uint8Array<ArrayBuffer>;
}

/** An image that a head learns from. */
interface ImageToLearn {
  id: string;
  image: GivenImage;
  /** 1 for each type of the detector that it shows; all 0 where it is normal. */
  labels: readonly number[];
  /** Whether it was marked; others are there so that the head does not forget them. */
  marked: boolean;
}
