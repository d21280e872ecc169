import type { Decisions } from "./_countDecisions.ts";
import type { Curves } from "./_judge.ts";
import type { Results } from "./results.ts";

/** The scores of {@link Results}, and what a report shows beside them. Plain JSON. */
export interface Evaluation extends Pick<
  Results,
  | "macro"
  | "types"
  | "any"
  | "categories"
  | "undefinedTypes"
  | "meanImagePixelAuroc"
  | "leftOut"
  | "pixels"
> {
  /** Test images; `untyped` are those of the anomalous ones whose type is not known. */
  images: { normal: number; anomalous: number; untyped: number };
  size: { height: number; width: number };
  fprLimit: number;
  excludeOtherTypes: boolean;
  curves: { types: Record<string, Curves>; any: Curves };
  /** The threshold of the score for any defect; `null` where there is none. */
  anyThreshold: number | null;
  /** What the thresholds decided; `null` where none were given. */
  decisions: Decisions | null;
}
