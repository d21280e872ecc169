import { nearness, rowStatistics, shrunkWhitening, takeRows, whitenRows } from "@flawlens/detector";
import type { ImageSource, Rows } from "@flawlens/detector";
import { topMean } from "@flawlens/ops";
import {
  add,
  concat,
  dispose,
  max,
  relu,
  reshape,
  slice,
  sqrt,
  square,
  sub,
  sum,
  tensor1d,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { byCells } from "../bank/_byCells.ts";
import { embedBatches } from "../embedding/embedBatches.ts";
import type { BatchOptions, Embedder } from "../embedding/embedBatches.ts";

/** A little shrinkage keeps directions in which patches hardly vary from counting more than all others. */
const whitening = shrunkWhitening({ keptVariance: 1, shrinkage: 0.01 });

/** An image, and how far it is to be trusted. */
export interface Suspect {
  id: string;
  /**
   * The median of all images' distances, divided by this image's: 1 is usual, one half is twice as far from the other
   * images.
   */
  weight: number;
}

/** How images are ranked. */
export interface RankSuspectsOptions extends Omit<BatchOptions, "caller"> {
  /** Uniform in [0, 1); chooses the patches that images are compared with. */
  random: () => number;
  /** Most patches of all images together that each is compared with; default 8,192. */
  references?: number;
}

/**
 * Ranks images taken as normal by how unlike the others they are, the least trusted first: where bad parts hide among
 * good ones, they are here. An image's distance is the mean over the farthest hundredth of its patches of each one's
 * Mahalanobis distance to the nearest patch of any other image. Its own patches do not count, so that an image does not
 * vouch for itself as it would in a memory bank.
 *
 * Cost: every image is embedded twice, and compared by one product of cells · references · size numbers; memory does
 * not grow with the number of images.
 *
 * @returns Every image, the least trusted first; `null` if the signal came.
 * @throws {RangeError} If there are fewer than two images, or more images than references.
 *
 * @example
 * const [worst] = (await rankSuspects(model, source, { random: randomStream(7) })) ?? [];
 */
export async function rankSuspects(
  model: Embedder,
  source: Pick<ImageSource, "samples" | "read">,
  { random, references = 8192, ...options }: RankSuspectsOptions,
): Promise<Suspect[] | null> {
  const caller = "rankSuspects";
  const images = source.samples.length;
  if (images < 2) throw new RangeError(`${caller}: expected at least 2 images, got ${images}`);
  const { height, width } = model.embedding.grid(model.inputSize);
  const cells = height * width;
  const each = Math.min(cells, Math.floor(references / images));
  if (each < 1)
    throw new RangeError(`${caller}: expected at least one reference an image, got ${references} for ${images} images`); // prettier-ignore
  const batches = () => embedBatches(model, source, { ...options, caller });
  const drawn = await drawReferences(batches(), { images, cells, each, size: model.embedding.size, random }); // prettier-ignore
  if (!drawn) return null;
  const compared = whitened(drawn);
  const distances: number[] = [];
  try {
    let next;
    const queries = batches();
    while (!(next = await queries.next()).done)
      for (const image of imagesOf(next.value.rows, cells)) {
        const distance = tidy(() => farthest(compared.apply(image), compared.rows, { at: distances.length * each, each })); // prettier-ignore
        distances.push((await distance.data())[0]);
        distance.dispose();
      }
    if (!next.value) return null;
  } finally {
    compared.dispose();
  }
  const median = distances.toSorted((a, b) => a - b)[Math.floor(images / 2)];
  return source.samples
    .map(({ id }, i) => ({ id, weight: distances[i] > 0 ? median / distances[i] : 1 }))
    .toSorted((a, b) => a.weight - b.weight);
}

/** So many random patches of each image, image after image. */
async function drawReferences(
  batches: ReturnType<typeof embedBatches>,
  { images, cells, each, size, random }: { images: number; cells: number; each: number; size: number; random: () => number }, // prettier-ignore
): Promise<Rows | null> {
  const all: Rows = { data: new Float32Array(images * each * size), count: images * each, size };
  let filled = 0;
  let next;
  while (!(next = await batches.next()).done)
    for (const image of imagesOf(next.value.rows, cells)) {
      const places = Array.from({ length: cells }, (_, i) => i);
      for (let i = 0; i < each; i++) {
        const j = i + Math.floor(random() * (cells - i));
        [places[i], places[j]] = [places[j], places[i]];
      }
      const { data } = takeRows(image, places.slice(0, each));
      all.data.set(data, filled);
      filled += data.length;
    }
  return next.value ? all : null;
}

function* imagesOf({ data, count, size }: Rows, cells: number): Generator<Rows> {
  for (let start = 0; start < count; start += cells)
    yield { data: data.subarray(start * size, (start + cells) * size), count: cells, size };
}

/** The references, whitened, and what brings other rows there. */
function whitened(references: Rows) {
  const { matrix, offset, size, count } = whitening.fit(rowStatistics(references));
  const map = tensor2d(matrix, [size, count]);
  const shift = tensor1d(offset);
  const apply = (rows: Rows) =>
    tidy(() => whitenRows(tensor2d(rows.data, [rows.count, rows.size]), map, shift));
  const rows = apply(references);
  return { rows, apply, dispose: () => dispose([map, shift, rows]) };
}

/** `[1]`: the mean distance of an image's farthest patches to the references that are not its own. */
function farthest(
  queries: Tensor2D,
  rows: Tensor2D,
  { at, each }: { at: number; each: number },
): Tensor1D {
  // Own references are masked instead of cut out, so that every image computes by one graph.
  const own = new Float32Array(rows.shape[0]).fill(-Infinity, at, at + each);
  const mask = tensor2d(own, [1, own.length]);
  const [count, size] = queries.shape;
  const parts = byCells(count, (first, cells) => {
    const some = slice(queries, [first, 0], [cells, size]);
    return max(add(nearness(some, rows), mask), 1);
  });
  const nearest = concat(parts);
  const distances = sqrt(relu(sub(sum(square(queries), 1), nearest)));
  return topMean(reshape(distances, [1, -1]) as Tensor2D, Math.ceil(count / 100));
}
