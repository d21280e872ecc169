import { shuffle } from "@flawlens/sampling";
import type { RandomStream } from "@flawlens/sampling";
import type { Batch } from "@flawlens/training";
import { dispose, tensor2d, tensor3d } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Batches } from "../shared/trainingEvents.ts";

/** Vectors of one level with their conditions: what one step learns from. */
export interface VectorBatch extends Batch {
  level: number;
  /** `[1, n, C]`. */
  vectors: Tensor3D;
  /** `[n, P]`. */
  condition: Tensor2D;
}

/** How vectors are grouped. */
export interface VectorBatchesOptions {
  /** Names of the images. */
  ids: readonly string[];
  /** The features of some images, one `[images, h, w, C]` a level; this module disposes them. */
  features(images: readonly number[], random: RandomStream): Promise<Tensor4D[]>;
  /** `[h · w, P]` of each level. */
  positions: readonly Float32Array[];
  /** Images whose vectors are mixed. */
  batchSize: number;
  /** Vectors of a step. */
  groupSize: number;
  random: RandomStream;
}

/** Sizes of a run that follow from its options. */
export interface VectorCounts {
  /** Batches of images in a pass; images that are left over wait for the next pass, which is shuffled anew. */
  batches: number;
  /** Steps of each level for a batch of images. */
  groups: number[];
}

/** See {@link VectorCounts}. A group has all vectors of a batch where there are fewer than `groupSize`. */
export function vectorCounts(
  images: number,
  cells: readonly number[],
  { batchSize, groupSize }: { batchSize: number; groupSize: number },
): VectorCounts {
  const together = Math.min(batchSize, images);
  return {
    batches: Math.floor(images / together),
    groups: cells.map((count) => Math.max(1, Math.floor((together * count) / groupSize))),
  };
}

/**
 * CFlow's order of vectors: images are shuffled and taken in batches; of each batch and level all vectors are
 * shuffled and cut into groups, those left over dropped. The last group of a pass ends an epoch.
 */
export function vectorBatches({
  ids,
  features,
  positions,
  batchSize,
  groupSize,
  random,
}: VectorBatchesOptions): Batches<VectorBatch> {
  let before = random.state(); // of this pass
  let at = { batch: 0, taken: 0 };
  let pass: Pass | undefined;
  let waiting: { groups: (() => VectorBatch)[]; batch: number } | undefined;

  async function groupsOf({ order, streams }: Pass, batch: number): Promise<(() => VectorBatch)[]> {
    const together = Math.min(batchSize, ids.length);
    const images = order.slice(batch * together, (batch + 1) * together);
    const stream = streams[batch];
    const names = images.map((image) => ids[image]);
    const tensors = await features(images, stream);
    const values = (await Promise.all(tensors.map((x) => x.data()))) as Float32Array[];
    const shapes = tensors.map(({ shape }) => shape);
    dispose(tensors);
    return shapes.flatMap(([count, height, width, channels], level) => {
      const cells = height * width;
      const rows = shuffle(Array.from({ length: count * cells }, (_, i) => i), stream); // prettier-ignore
      const size = Math.min(groupSize, rows.length);
      const groups = Math.floor(rows.length / size);
      return Array.from({ length: groups }, (_, group) => () => {
        const chosen = rows.slice(group * size, (group + 1) * size);
        const vectors = takeRows(values[level], chosen, channels);
        const where = chosen.map((row) => row % cells);
        const encoded = positions[level];
        const condition = takeRows(encoded, where, encoded.length / cells);
        return {
          ids: names,
          level,
          vectors: tensor3d(vectors, [1, size, channels]),
          condition: tensor2d(condition, [size, encoded.length / cells]),
        };
      });
    });
  }

  return {
    async next() {
      pass ??= passOf(ids.length, Math.min(batchSize, ids.length), random);
      if (waiting?.batch !== at.batch)
        waiting = { batch: at.batch, groups: await groupsOf(pass, at.batch) };
      const made = waiting.groups[at.taken]();
      at.taken++;
      if (at.taken < waiting.groups.length) return made;
      at = { batch: at.batch + 1, taken: 0 };
      waiting = undefined;
      if (at.batch < pass.streams.length) return made;
      at.batch = 0;
      pass = undefined;
      before = random.state();
      return { ...made, endsEpoch: true };
    },
    state: () => ({ random: before, ...at }),
    restore(state) {
      const saved = state as { random?: unknown; batch?: unknown; taken?: unknown } | null;
      if (
        typeof saved?.random !== "string" ||
        !Number.isSafeInteger(saved.batch) ||
        !Number.isSafeInteger(saved.taken)
      )
        // prettier-ignore
        throw new RangeError(
          `vectorBatches: expected a state saved by vectorBatches, got ${JSON.stringify(state)}`,
        );
      before = saved.random;
      random.restore(before);
      at = { batch: saved.batch as number, taken: saved.taken as number };
      pass = waiting = undefined;
    },
  };
}

/** A pass over all images: their order, and a stream for each batch. */
interface Pass {
  order: number[];
  streams: RandomStream[];
}

function passOf(images: number, batchSize: number, random: RandomStream): Pass {
  const stream = random.split();
  const order = shuffle(Array.from({ length: images }, (_, i) => i), stream); // prettier-ignore
  const streams = Array.from({ length: Math.floor(images / batchSize) }, () => stream.split());
  return { order, streams };
}

/** Some rows of a matrix, in the order that is asked for. */
export function takeRows(
  values: Float32Array,
  rows: readonly number[],
  size: number,
): Float32Array<ArrayBuffer> {
  const taken = new Float32Array(rows.length * size);
  for (const [i, row] of rows.entries())
    taken.set(values.subarray(row * size, (row + 1) * size), i * size);
  return taken;
}
