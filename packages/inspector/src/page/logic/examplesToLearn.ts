import { anomalyType, labelsOf } from "@flawlens/detector";
import { randomStream, shuffle } from "@flawlens/sampling";
import type { Mark } from "./corrections.ts";

/** An image whose label is known, or taken as known. */
export interface KnownImage {
  id: string;
  label: 0 | 1;
  types: readonly string[];
}

/** An image that a detector learns from, by its labels: 1 for each type that it shows. */
interface Chosen {
  id: string;
  labels: number[];
}

/** The images that a detector learns from. */
export interface ExamplesToLearn {
  marked: Chosen[];
  /** Others, so that the detector does not forget them. */
  others: Chosen[];
  /** Marked images that it cannot learn from: their types are not known, or not the detector's. */
  unusable: number;
}

/** Other images at most: so many take a few seconds. */
const mostOthers = 60;

/**
 * Chooses the images that a detector learns from: all that are marked, and others in equal numbers of normal images and
 * of each type, as far as there are so many. Others are those of `training`; only where it has none, those of `page`.
 * The same images give the same choice.
 *
 * @param types - The detector's.
 * @param marks - By the image's id.
 * @param training - The run's training images.
 * @param page - Images of the page that nobody disputes, as the detector calls them.
 */
export function examplesToLearn(
  types: readonly string[],
  {
    marks,
    training,
    page,
  }: {
    marks: ReadonlyMap<string, Mark>;
    training: readonly KnownImage[];
    page: readonly KnownImage[];
  },
): ExamplesToLearn {
  const chosen = (image: KnownImage): Chosen[] => {
    const labels = labelsIn(types, image);
    return labels ? [{ id: image.id, labels }] : [];
  };
  const marked = [...marks].flatMap(([id, mark]) => chosen({ id, ...mark }));
  const unmarked = (images: readonly KnownImage[]) =>
    images.filter(({ id }) => !marks.has(id)).flatMap(chosen);
  const known = unmarked(training);
  return {
    marked,
    others: evenly(known.length > 0 ? known : unmarked(page)),
    unusable: marks.size - marked.length,
  };
}

function labelsIn(types: readonly string[], { id, label, types: shown }: KnownImage) {
  const oneForAll = types.length === 1 && types[0] === anomalyType;
  const isKnown = shown.length > 0 && shown.every((type) => types.includes(type));
  if (label === 1 && !oneForAll && !isKnown) return null;
  return labelsOf(types, { id, label, defectTypes: label === 1 && !oneForAll ? [...shown] : [] });
}

/** At most {@link mostOthers}, taken in turn from each class. */
function evenly(images: readonly Chosen[]): Chosen[] {
  const classes = new Map<number, Chosen[]>(); // by the first type, -1 of normal images
  for (const image of shuffle(images, randomStream(1))) {
    const kind = image.labels.indexOf(1);
    classes.set(kind, [...(classes.get(kind) ?? []), image]);
  }
  const queues = [...classes.entries()].sort(([a], [b]) => a - b).map(([, queue]) => queue);
  const taken: Chosen[] = [];
  for (
    let turn = 0;
    taken.length < mostOthers && queues.some(({ length }) => length > turn);
    turn++
  )
    for (const queue of queues)
      if (turn < queue.length && taken.length < mostOthers) taken.push(queue[turn]);
  return taken;
}
