import type { RawPrediction } from "@flawlens/inference/core";
import type { OpenedDetector, ScoredImage } from "../worker/calls.ts";
import { ask } from "./worker.ts";

/** A detector in the worker. */
export interface LoadedDetector extends OpenedDetector {
  score(image: Blob): Promise<ScoredImage>;
  /** @param frame - Is given away. */
  scoreFrame(frame: ImageBitmap): Promise<RawPrediction>;
  release(): Promise<void>;
}

let last = 0;

/**
 * Makes a detector ready in the worker.
 *
 * @throws {Error} If the file is none that this page runs.
 */
export async function loadDetector(file: Blob): Promise<LoadedDetector> {
  const key = ++last;
  const opened = await ask("openDetector", { key, file });
  return {
    ...opened,
    score: (image) => ask("score", { key, image }),
    scoreFrame: (frame) => ask("scoreFrame", { key, frame }, [frame]),
    release: () => ask("releaseDetector", { key }),
  };
}
