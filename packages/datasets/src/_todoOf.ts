import type { DatasetCheck } from "./datasetCheck.ts";

/** What to do about the findings of a check, the most important first. */
export function todoOf({
  recognised,
  counts,
  problems,
  doubts,
  leftOut,
}: Omit<DatasetCheck, "todo">): string[] {
  const unreadable = problems.filter(({ kind }) => kind === "unreadable").length;
  const sizes = problems.length - unreadable;
  const { unmasked, anomalous } = counts;
  const some = unmasked < anomalous;
  const images = leftOut.reduce((sum, entry) => sum + entry.images, 0);
  return [
    ...(counts.normal === 0 ? [withoutNormal(recognised.layout)] : []),
    ...(unreadable > 0 ? [`Restore or remove ${files(unreadable)} that cannot be read.`] : []),
    ...(sizes > 0
      ? [
          `Save ${masks(sizes)} again at the size of the image, or remove it where that is impossible.`,
        ]
      : []),
    ...(counts.emptyMasks > 0
      ? [
          `Look at ${masks(counts.emptyMasks)} without an anomalous pixel: mark the defect, or delete the mask if its place is unknown.`,
        ]
      : []),
    ...(doubts.length > 0
      ? [
          `Look at what may mean something else: ${doubts.map(({ kind, count }) => `${kind} (${count})`).join(", ")}.`,
        ]
      : []),
    ...(images > 0
      ? [
          `Look at what was left out (${files(images)}): move into the folder of a class what belongs to the data set, and name a mask like its image.`,
        ]
      : []),
    ...(counts.unknown > 0
      ? [
          `Optional: say of ${counts.unknown} images whether they are normal; until then they are neither trained on nor judged by.`,
        ]
      : []),
    ...(unmasked > 0 && some
      ? [
          `Add the masks of ${unmasked} of ${anomalous} anomalous images: nobody knows which of their pixels are anomalous, so they are left out of the pixel scores, which then rest on the other ${anomalous - unmasked}.`,
        ]
      : []),
    ...(unmasked > 0 && !some
      ? [
          `Optional: ${unmasked} anomalous images have no mask. They measure how well defects are located, and methods that learn from anomalies locate them better with masks; { masks: "FOLDER" } (--masks FOLDER) names where they lie.`,
        ]
      : []),
    ...(anomalous === 0
      ? [
          "Optional: there are no defects. Normal images are enough to train and calibrate; add a folder of images for each defect type to test the detector.",
        ]
      : []),
  ];
}

/** Layouts in which a name tells the normal images. */
const NAMED = new Set(["folder", "mvtec-ad", "csv", "jsonl"]);

function withoutNormal(layout: string): string {
  const way = NAMED.has(layout)
    ? 'name the folder, or the label, of normal images with { normal: "NAME" } (--normal NAME)'
    : "add normal images";
  return `No image is taken as normal, and a detector needs normal images: ${way}.`;
}

const files = (count: number) => (count === 1 ? "1 file" : `${count} files`);
const masks = (count: number) => (count === 1 ? "1 mask" : `each of ${count} masks`);
