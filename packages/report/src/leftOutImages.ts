import { plural } from "./_format.ts";
import type { CountedRecord } from "./evaluatorState.ts";
import { type LeftOutImages, scoreNames } from "./results.ts";

const isPixelScore = (name: string) => name.startsWith("pixel") || name === "aupro";
const pixelScores = [...scoreNames.filter(isPixelScore), "meanImagePixelAuroc"];
const longestList = 100;

/** Collects the images that scores leave out, as they come. */
export interface LeftOutTally {
  /** Takes an image that was scored. */
  add(record: Pick<CountedRecord, "id" | "label" | "defectTypes" | "masked">): void;
  /** One group for each kind of knowledge that some image lacks; empty where everything is known. */
  groups(): LeftOutImages[];
}

/**
 * Counts and names the images that scores leave out, by what is not known of them. An image may be in several
 * groups: an anomalous one without type and mask is in two. Memory does not grow with the images.
 *
 * @param unlabelled - Ids of images that nobody knows to be normal or anomalous; they are not among those that are added.
 */
export function leftOutImages(unlabelled: readonly string[] = []): LeftOutTally {
  const byKind = {
    label: emptyGroup("label", [...scoreNames, "meanImagePixelAuroc"]),
    type: emptyGroup("type", ["types", "macro"]),
    mask: emptyGroup("mask", pixelScores),
  };
  const put = (kind: LeftOutImages["unknown"], id: string) => {
    byKind[kind].images++;
    if (byKind[kind].ids.length < longestList) byKind[kind].ids.push(id);
  };
  for (const id of unlabelled) put("label", id);
  return {
    add({ id, label, defectTypes, masked }) {
      if (label === 1 && defectTypes.length === 0) put("type", id);
      if (label === 1 && !masked) put("mask", id);
    },
    groups: () => Object.values(byKind).filter(({ images }) => images > 0),
  };
}

function emptyGroup(unknown: LeftOutImages["unknown"], scores: readonly string[]): LeftOutImages {
  return { unknown, images: 0, scores: [...scores], ids: [] };
}

/**
 * Says in a sentence what scores leave out which images, and why.
 *
 * @example
 * leftOutText(results.leftOut[0]); // => "Every score leaves out 10 images that nobody knows to be normal or anomalous."
 */
export function leftOutText({ unknown, images }: LeftOutImages): string {
  if (unknown === "label")
    return `Every score leaves out ${plural(images, "image")} that nobody knows to be normal or anomalous.`;
  if (unknown === "type")
    return (
      `The scores of types leave out ${plural(images, "anomalous image")} of no known type; ` +
      `the scores of any defect count ${images === 1 ? "it" : "them"}.`
    );
  return (
    `Pixel AUROC, pixel AP, pixel F1max and AUPRO leave out ${plural(images, "anomalous image")} without a mask: ` +
    `nobody knows which of ${images === 1 ? "its" : "their"} pixels are anomalous.`
  );
}
