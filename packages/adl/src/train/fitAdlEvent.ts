import type { EndEvent, FeaturesEvent, FitEvent } from "@flawlens/training";
import type { WeightRecord } from "./weightRecord.ts";

/** What a training begins with. */
export interface StartEvent {
  kind: "start";
  steps: number;
  /** Steps at the beginning that weigh all samples alike. */
  burnIn: number;
  /** Images taken as normal. */
  nominal: number;
  /** Places of pseudo-anomalies in the list of anomalies. */
  pseudoSlots: number;
  /** Known anomalies, and their places in that list. */
  fewShot: number;
  fewShotSlots: number;
  /** What a person should know, in sentences. */
  notes: string[];
}

/** The last event: `fit`'s, with what was found out about the nominal images. */
export interface AdlEndEvent extends EndEvent {
  record: WeightRecord;
}

/** What `fitAdl` tells: its own events first, then those of `fit`. */
export type AdlFitEvent = StartEvent | FeaturesEvent | Exclude<FitEvent, EndEvent> | AdlEndEvent;
