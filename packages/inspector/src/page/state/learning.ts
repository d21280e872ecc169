import type { Verdict } from "@flawlens/inference/core";
import { computed, signal } from "@preact/signals";
import { beforeAfter } from "../logic/beforeAfter.ts";
import type { Result } from "./item.ts";
import { isMoved, items, loaded, marks, predictionOf, truthOf } from "./store.ts";
import type { Loaded, Moved } from "./store.ts";

/** How many images a detector learns from. */
interface LearnedFrom {
  marked: number;
  others: number;
  /** Marked images that it cannot learn from. */
  unusable: number;
}

/** A learning on its way. */
export interface Learning extends LearnedFrom {
  /** What is done now. */
  words: string;
  done: number;
  of: number;
}

/** The detector that learned is open; the one before can be gone back to. */
export interface Learnt extends LearnedFrom {
  /** Images that helped it not to forget, by their ids. */
  helped: ReadonlySet<string>;
  /** Whether its thresholds come from validation images, scored anew. */
  isValidated: boolean;
  before: {
    loaded: Loaded;
    moved: Moved;
    /** What it found, by the image's id. */
    found: ReadonlyMap<string, { result: Result; verdict: Verdict | null }>;
  };
}

/** The learning on its way; `null` where there is none. */
export const learning = signal<Learning | null>(null);
/** The last learning, until another detector is opened; `null` where there was none. */
export const learnt = signal<Learnt | null>(null);

/** Whether the head of the open detector can learn here. */
export const canLearn = computed(() => loaded.value?.detector.metadata.trainable !== undefined);

/** Whether the detector is other than its file: it learned, or a threshold was moved. */
export const isChanged = computed(() => learnt.value !== null || isMoved.value);

/** Verdicts before and after the last learning, by the thresholds of then and now. */
export const comparison = computed(() => {
  const last = learnt.value;
  if (!last) return null;
  return beforeAfter(
    items.value.flatMap((item) => {
      const before = last.before.found.get(item.id)?.verdict ?? null;
      if (before === null) return [];
      return [
        {
          label: truthOf(item).label,
          marked: marks.value.has(item.id),
          helped: last.helped.has(item.id),
          before,
          after: predictionOf(item)?.verdict ?? null,
        },
      ];
    }),
  );
});
