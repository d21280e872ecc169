import type { CheckDoubt } from "./datasetCheck.ts";
import { duplicateDoubts } from "./_duplicateDoubts.ts";
import type { MaskFacts, OpenedSample } from "./_openSample.ts";

/** A mask of which this fraction or more is anomalous counts as nearly wholly anomalous. */
const FULL = 0.95;
/** So is one of which this fraction and all four corners are anomalous: defects rarely reach all of them. */
const INVERTED = 0.5;
/** An image whose brightest value is below this uses less than a quarter of 8 bits: 12 or 14 bits in 16, say. */
const BRIGHT = 64;
/** Masks of classes have a few values; with more than these, a mask is soft, or a photograph. */
const LEVELS = 20;

/** What reads without an error and may mean something else than it seems, by kind. */
export function doubtsOf(opened: readonly OpenedSample[]): CheckDoubt[] {
  const doubt = (
    kind: CheckDoubt["kind"],
    found: readonly OpenedSample[],
    file: "image" | "mask",
    text: (count: number) => string,
  ): CheckDoubt[] => {
    const files = found.map(({ sample }) => sample[file]!);
    if (files.length === 0) return [];
    return [{ kind, count: files.length, files: files.slice(0, 3), message: text(files.length) }];
  };
  return [
    ...doubt(
      "full mask",
      opened.filter(({ mask }) => mask !== null && isFull(mask)),
      "mask",
      (count) =>
        `${count} masks mark ${100 * FULL} % or more of their image as anomalous, or half of it and all its corners. ` +
        `Such a mask is often inverted, or its shape lies in its transparency or palette, which are not looked at: ` +
        `save it as white on black`,
    ),
    ...doubt(
      "transparent mask",
      opened.filter(({ mask }) => mask?.seeThrough === true && !isFull(mask)),
      "mask",
      (count) =>
        `${count} masks have a shape in their transparency, which is not looked at: only their colours count. If the ` +
        `shape is the defect, save it as white on black`,
    ),
    ...doubt(
      "soft mask",
      opened.filter(({ mask }) => mask !== null && !mask.lossy && mask.levels > LEVELS),
      "mask",
      (count) =>
        `${count} masks hold more than ${LEVELS} grey levels, as soft masks and photographs do; every pixel that is ` +
        `not black counts as anomalous unless the manifest has a maskThreshold`,
    ),
    ...doubt(
      "marked normal",
      opened.filter(
        ({ sample, mask }) => sample.label === 0 && mask !== null && mask.anomalous > 0,
      ),
      "image",
      (count) =>
        `${count} images are labelled normal, and their mask marks a defect: correct the one or the other`,
    ),
    ...doubt(
      "one colour",
      opened.filter(({ image }) => image?.uniform === true),
      "image",
      (count) => `${count} images are of one single colour: nothing can be seen in them`,
    ),
    ...doubt(
      "narrow range",
      opened.filter(({ image }) => image !== null && !image.uniform && image.brightest < BRIGHT),
      "image",
      (count) =>
        `${count} images use less than a quarter of the range of their values, as pictures of 12 bits saved with 16 ` +
        `do, and are read as nearly black: scale them to their full range`,
    ),
    ...doubt(
      "pages",
      opened.filter(({ image }) => image !== null && image.pages > 1),
      "image",
      (count) => `${count} images have several pages or frames, of which only the first is read`,
    ),
    ...sizeDoubt(opened),
    ...duplicateDoubts(opened),
  ];
}

/** Whether a mask marks nearly everything, or so much that it looks inverted. */
function isFull({ anomalous, pixels, corners }: MaskFacts): boolean {
  return anomalous >= FULL * pixels || (corners && anomalous >= INVERTED * pixels);
}

/** Normal and anomalous images that share no size: a detector can tell them apart by it. */
function sizeDoubt(opened: readonly OpenedSample[]): CheckDoubt[] {
  const ofLabel = (label: 0 | 1) =>
    opened.filter(({ sample, image }) => sample.label === label && image !== null);
  const size = ({ image }: OpenedSample) => `${image!.width} x ${image!.height}`;
  const [normal, anomalous] = [ofLabel(0), ofLabel(1)];
  const sizes = new Set(normal.map(size));
  if (normal.length < 2 || anomalous.length < 2 || anomalous.some((one) => sizes.has(size(one))))
    return [];
  return [
    {
      kind: "sizes",
      count: anomalous.length,
      files: [normal[0].sample.image, anomalous[0].sample.image],
      message:
        `no anomalous image is of a size that a normal one has (${size(anomalous[0])} and ${size(normal[0])} px): a detector ` +
        `may tell them apart by how they were made; bring them to one size in the same way`,
    },
  ];
}
