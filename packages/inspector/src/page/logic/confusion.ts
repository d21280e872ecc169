import type { Verdict } from "@flawlens/inference/core";

/** One image whose truth may be known. */
export interface Judged {
  /** 0 is normal, 1 anomalous, null unknown. */
  label: 0 | 1 | null;
  verdict: Verdict;
}

/** Images by their label and their verdict. */
export interface Confusion {
  normal: Record<Verdict, number>;
  anomalous: Record<Verdict, number>;
  unknown: Record<Verdict, number>;
}

/**
 * Counts images by label and verdict. An image of unknown label is neither right nor wrong.
 *
 * @example
 * confusion([{ label: 0, verdict: "anomalous" }]).normal.anomalous; // => 1, a false alarm
 */
export function confusion(images: readonly Judged[]): Confusion {
  const none = () => ({ normal: 0, anomalous: 0, undecided: 0 });
  const counts = { normal: none(), anomalous: none(), unknown: none() };
  for (const { label, verdict } of images) counts[rowOf(label)][verdict]++;
  return counts;
}

function rowOf(label: Judged["label"]): keyof Confusion {
  return label === null ? "unknown" : label === 0 ? "normal" : "anomalous";
}

/** Whether a verdict contradicts what is known; an undecided one says nothing. */
export function isMistake({ label, verdict }: Judged): boolean {
  return (label === 0 && verdict === "anomalous") || (label === 1 && verdict === "normal");
}
