import { greedyCoreset } from "./greedyCoreset.ts";
import { mapImage } from "./mapImage.ts";
import type { CellMap } from "./mapImage.ts";
import { nearestRows } from "./nearestRows.ts";
import { embeddingRows } from "./patchEmbeddings.ts";
import type { Embeddings } from "./patchEmbeddings.ts";
import { takeRows } from "./rows.ts";
import type { Rows } from "./rows.ts";
import { projectionSize, projectRows, sparseProjection } from "./sparseProjection.ts";

/** A fitted PatchCore. */
export interface Patchcore {
  memoryBank: Rows;
  /** b: neighbours that weigh an image's score. */
  neighbors: number;
}

/** What a baseline says of an image. */
export interface BaselineScore {
  score: number;
  /** At the image's size. */
  map: CellMap;
}

/** How PatchCore is fitted. */
export interface PatchcoreOptions {
  /** Of the patches, kept; default 0.01. */
  fraction?: number;
  /** Default 9. */
  neighbors?: number;
  /** Whether the coreset is chosen among randomly projected patches; default true. */
  project?: boolean;
  random: () => number;
}

/**
 * PatchCore (Roth et al. 2022, arXiv:2106.08265): keeps a coreset of the patches of normal images.
 *
 * @param embeddings - Of `patchEmbeddings(features, { pooled: true, enlarge: "bilinear" })`.
 * @throws {RangeError} If the fraction leaves no patch.
 */
export async function fitPatchcore(
  embeddings: Embeddings,
  { fraction = 0.01, neighbors = 9, project = true, random }: PatchcoreOptions,
): Promise<Patchcore> {
  const rows = embeddingRows(embeddings);
  const count = Math.floor(rows.count * fraction);
  if (!(count >= 1 && count <= rows.count))
    throw new RangeError(
      `fitPatchcore: expected a fraction that keeps 1 to ${rows.count} patches, got ${fraction}`,
    );
  const points = project
    ? await projectRows(rows, sparseProjection(rows.size, projectionSize(rows.count), random))
    : rows;
  const start = Math.floor(random() * rows.count);
  return { memoryBank: takeRows(rows, greedyCoreset(points, { count, start })), neighbors };
}

/**
 * Scores and maps: a patch's distance to the nearest in the memory bank; an image's score is that of its
 * furthest patch m, weighed by 1 - softmax over the distances of m to the neighbours of its nearest.
 *
 * @param size - Of the maps: that of the images.
 */
export async function* scorePatchcore(
  { memoryBank, neighbors }: Patchcore,
  embeddings: Embeddings,
  size: { height: number; width: number },
): AsyncGenerator<BaselineScore> {
  const { images, height, width } = embeddings;
  const rows = embeddingRows(embeddings);
  const { distances, indices } = await nearestRows(memoryBank, rows);
  const cells = height * width;
  for (let image = 0; image < images; image++) {
    const own = distances.slice(image * cells, (image + 1) * cells);
    let furthest = 0;
    for (let i = 1; i < cells; i++) if (own[i] > own[furthest]) furthest = i;
    const patch = takeRows(rows, [image * cells + furthest]);
    const nearest = takeRows(memoryBank, [indices[image * cells + furthest]]);
    const weight = await weightOf(memoryBank, patch, nearest, neighbors);
    const map = await mapImage({ data: own, height, width }, size, "nearest");
    yield { score: own[furthest] * weight, map };
  }
}

/** 1 - softmax(distances of a patch to the neighbours of its nearest) at the nearest; 1 where there is one neighbour. */
async function weightOf(
  bank: Rows,
  patch: Rows,
  nearest: Rows,
  neighbors: number,
): Promise<number> {
  if (neighbors === 1) return 1;
  const k = Math.min(neighbors, bank.count);
  const { indices } = await nearestRows(bank, nearest, k);
  const support = takeRows(bank, indices);
  const apart = Array.from({ length: k }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < bank.size; c++)
      sum += (patch.data[c] - support.data[i * bank.size + c]) ** 2;
    return Math.sqrt(sum);
  });
  const highest = Math.max(...apart);
  const exps = apart.map((distance) => Math.exp(distance - highest));
  return 1 - exps[0] / exps.reduce((a, b) => a + b, 0);
}
