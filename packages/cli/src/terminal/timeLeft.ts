import { duration } from "./duration.ts";

/** How fast a phase goes. */
export interface Pace {
  /** The first update, from which the time left is estimated: what came before it was preparation. */
  anchor?: { done: number; at: number };
  done: number;
  /** Undefined where nobody knows. */
  total: number | undefined;
}

/**
 * About how much time a phase still takes, in words: "about 3 min left"; empty where nothing is known.
 *
 * @param at - Milliseconds of the clock of `anchor`.
 */
export function timeLeft({ anchor, done, total }: Pace, at: number): string {
  if (!anchor || total === undefined || done <= anchor.done) return "";
  const left = ((total - done) * (at - anchor.at)) / (done - anchor.done) / 1000;
  const text = duration(Math.max(0, left));
  return `${text.startsWith("less") ? text : `about ${text}`} left`;
}
