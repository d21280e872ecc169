import type { Picture } from "./picture.ts";
import type { RegionEmbedder } from "./regionEmbedder.ts";
import { regionGrid } from "./regionInput.ts";
import type { RegionInput } from "./regionInput.ts";

/** A description with its score for a region. */
export interface RankedDescription {
  description: string;
  /** Cosine of the embeddings of region and text, in [-1, 1]. */
  score: number;
  /** Softmax of the scores divided by 0.01, CLIP's temperature; the candidates' sum is 1. */
  probability: number;
}

/**
 * Describes one region of an image: ranks candidates by the cosine of their embedding with that of the
 * region (equation 3), the best first, equal ones in the order given.
 *
 * @param image - The whole image, of any size.
 * @param region - A mask of the image's size, a box, or a point.
 * @throws {RangeError} If there is no candidate, or the region is empty or does not fit the image.
 *
 * @example
 * const [best] = await describe(model, image, { mask }, ["a scratch in wood", "hole in wood"]);
 * best.description;
 */
export async function describe(
  model: RegionEmbedder,
  image: Picture,
  region: RegionInput,
  candidates: readonly string[],
): Promise<RankedDescription[]> {
  return (await describeRegions(model, image, [region], candidates))[0];
}

/**
 * Describes several regions of one image, as `describe` does for one. The image is read into the model once
 * for all regions, and each text is embedded once.
 */
export async function describeRegions(
  model: RegionEmbedder,
  image: Picture,
  regions: readonly RegionInput[],
  candidates: readonly string[],
): Promise<RankedDescription[][]> {
  if (!candidates.length)
    throw new RangeError("describe: expected candidate descriptions, got none");
  const masks = regions.map((region) => regionGrid(region, image));
  const texts = await model.embedTexts(candidates);
  const embeddings = await model.embedRegions(image, masks);
  return embeddings.map((embedding) => ranked(embedding, texts, candidates));
}

/** Candidates by the cosine of unit vectors. */
function ranked(
  embedding: Float32Array,
  texts: readonly Float32Array[],
  candidates: readonly string[],
): RankedDescription[] {
  const scores = texts.map((text) => text.reduce((sum, value, i) => sum + value * embedding[i], 0));
  const best = Math.max(...scores);
  const weights = scores.map((score) => Math.exp((score - best) / 0.01));
  const total = weights.reduce((a, b) => a + b);
  return candidates
    .map((description, i) => ({ description, score: scores[i], probability: weights[i] / total }))
    .sort((a, b) => b.score - a.score); // stable: ties keep their order
}
