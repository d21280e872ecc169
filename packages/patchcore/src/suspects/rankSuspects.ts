import { imageDistances, imageNovelty, leastTrusted, shrunkWhitening, unusualPatches } from "@flawlens/detector"; // prettier-ignore
import type { ImageSource, Suspect } from "@flawlens/detector";
import { shuffle } from "@flawlens/sampling";
import { square, sum, tensor3d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import type { BatchOptions, Embedder } from "../embedding/embedBatches.ts";
import { coverImages } from "../mhpatchcore/coverImages.ts";
import { embeddingStatistics } from "../mhpatchcore/embeddingStatistics.ts";
import { farthestOfEach } from "../reduction/farthestOfEach.ts";

/** Which of the other images a patch is compared with: the third, so that up to three bad parts of a kind stand out. */
const neighbors = 3;
/** Most and fewest patches that are kept of an image, if it has so many. */
const patches = { most: 100, fewest: 50 };

/** How images are ranked. */
export interface RankSuspectsOptions extends Omit<BatchOptions, "caller"> {
  /** Uniform in [0, 1); where there are more images than can be compared at once, it chooses which are compared. */
  random: () => number;
  /** Most patches of all images that are kept at once; default 20,000, those of 200 to 400 images. */
  references?: number;
}

/**
 * Ranks images taken as normal by how unlike the others they are, the least trusted first: where bad parts hide among
 * good ones, they are here. As with `imageScoring`, an image's distance is the mean of the 3 largest distances among
 * its 32 most unusual patches, after whitening, each to the third nearest of the other images. Its own patches do not
 * count, so that it does not vouch for itself as it would in a memory bank, and neither do two others of its kind.
 *
 * Cost: every image is embedded twice, and compared by a product of 32 · references · size numbers. Memory:
 * `4 · references · size` bytes, whatever the number of images; where that is not enough for all of them, they are
 * ranked in random groups of about equal size, each image among those of its group.
 *
 * @returns Every image, the least trusted first; `null` if the signal came.
 * @throws {RangeError} If there are fewer than two images, or fewer references than two images have.
 *
 * @example
 * const [worst] = (await rankSuspects(model, source, { random: randomStream(7) })) ?? [];
 */
export async function rankSuspects(
  model: Embedder,
  source: Pick<ImageSource, "samples" | "read">,
  { random, references = 20_000, ...batches }: RankSuspectsOptions,
): Promise<Suspect[] | null> {
  const caller = "rankSuspects";
  const { samples } = source;
  const images = samples.length;
  if (images < 2) throw new RangeError(`${caller}: expected at least 2 images, got ${images}`);
  const { height, width } = model.embedding.grid(model.inputSize);
  const cells = height * width;
  const wanted = Math.max(patches.fewest, Math.min(patches.most, Math.floor(references / images)));
  const each = Math.min(cells, wanted);
  const atOnce = Math.floor(references / each);
  if (atOnce < 2)
    throw new RangeError(`${caller}: expected at least ${2 * each} references, got ${references}`);
  const options = { ...batches, caller };
  const statistics = await resultOf(embeddingStatistics(model, source, options));
  if (!statistics) return null;
  const whitening = shrunkWhitening().fit(statistics);
  const distances = new Float32Array(images);
  for (const group of groupsOf(images, atOnce, random)) {
    const members = { samples: group.map((i) => samples[i]), read: (i: number) => source.read(group[i]) }; // prettier-ignore
    const reduction = farthestOfEach({ cells, each });
    const kept = await resultOf(coverImages(model, members, { ...options, whitening, reduction }));
    if (!kept) return null;
    const { data, size } = kept.rows;
    const novelty = await noveltyAmong(data, [group.length, each, size]);
    for (const [at, i] of group.entries()) distances[i] = novelty[at];
  }
  const ids = samples.map(({ id }) => id);
  return leastTrusted(ids, distances);
}

/** All images, or random groups of at most so many; those of a group in order. */
function groupsOf(images: number, atOnce: number, random: () => number): number[][] {
  const all = Array.from({ length: images }, (_, i) => i);
  const count = Math.ceil(images / atOnce);
  if (count === 1) return [all];
  const order = shuffle(all, random);
  return Array.from({ length: count }, (_, group) =>
    order.filter((_, at) => at % count === group).toSorted((a, b) => a - b),
  );
}

/** How far each image is from the others, by the whitened patches kept of each. */
async function noveltyAmong(
  data: Float32Array,
  [images, each, size]: [number, number, number],
): Promise<number[]> {
  const bank = tensor3d(data, [images, each, size]);
  const novelty: number[] = [];
  try {
    for (let i = 0; i < images; i++) {
      const one = tidy(() => {
        const own = tensor3d(data.subarray(i * each * size, (i + 1) * each * size), [1, each, size]); // prettier-ignore
        const unusual = unusualPatches(own as Tensor3D, sum(square(own), 2) as Tensor2D);
        // The nearest image is the image itself, at no distance.
        return imageNovelty(imageDistances(bank, unusual, 1 + neighbors));
      });
      novelty.push((await one.data())[0]);
      one.dispose();
    }
  } finally {
    bank.dispose();
  }
  return novelty;
}

/** What a generator returns, its events passed over. */
async function resultOf<T>(events: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const { done, value } = await events.next();
    if (done) return value;
  }
}
