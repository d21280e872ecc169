import { isMistake } from "./confusion.ts";
import type { Judged } from "./confusion.ts";

/** What is known of an image in the grid. */
export interface Listed extends Judged {
  name: string;
  /** `null` while it is not scored, NaN where the score is no number. */
  score: number | null;
  /** The types that were found. */
  found: readonly string[];
  /** The types that are known to be there. */
  types: readonly string[];
  marked: boolean;
}

/** Which images to show, and in which order. */
export interface Selection {
  show: "all" | "normal" | "anomalous" | "undecided" | "mistakes" | "marked";
  /** A type that was found or is known to be there; empty for any. */
  type: string;
  /** A part of the name, in any case; empty for any. */
  text: string;
  order: "highest" | "lowest" | "name";
}

/**
 * The indices of the images to show, in order. Images without a score come last where scores decide the order.
 *
 * @example
 * selectItems(images, { show: "mistakes", type: "", text: "", order: "highest" });
 */
export function selectItems(
  items: readonly Listed[],
  { show, type, text, order }: Selection,
): number[] {
  const part = text.trim().toLowerCase();
  const chosen = items
    .map((item, index) => ({ item, index }))
    .filter(
      ({ item }) =>
        isShown(item, show) &&
        (type === "" || item.found.includes(type) || item.types.includes(type)) &&
        item.name.toLowerCase().includes(part),
    );
  const collator = new Intl.Collator("en", { numeric: true });
  const byName = (a: Listed, b: Listed) => collator.compare(a.name, b.name);
  const sign = order === "lowest" ? 1 : -1;
  const byScore = (a: Listed, b: Listed) =>
    Number(isScored(b)) - Number(isScored(a)) ||
    (isScored(a) && isScored(b) ? sign * (a.score - b.score) : 0) ||
    byName(a, b);
  const compare = order === "name" ? byName : byScore;
  return chosen.sort((a, b) => compare(a.item, b.item)).map(({ index }) => index);
}

function isScored(item: Listed): item is Listed & { score: number } {
  return item.score !== null && Number.isFinite(item.score);
}

function isShown(item: Listed, show: Selection["show"]): boolean {
  if (show === "all") return true;
  if (show === "marked") return item.marked;
  if (item.score === null) return false; // no verdict yet
  return show === "mistakes" ? isMistake(item) : item.verdict === show;
}
