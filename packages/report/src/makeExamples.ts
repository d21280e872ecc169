import { toPrediction } from "@flawlens/inference/core";
import type { DetectorMetadata, Prediction, Verdict } from "@flawlens/inference/core";
import type { EvaluationRecord, ScoredRecord } from "./evaluationRecord.ts";
import type { RgbImage } from "./image.ts";
import { blend, outline } from "./overlay.ts";
import { pickExamples } from "./pickExamples.ts";
import type { ExampleKind, PickOptions } from "./pickExamples.ts";
import { fitWithin, thumbnail } from "./thumbnail.ts";

/** One image of a report, its pictures as data URIs. */
export interface Example {
  id: string;
  category: string;
  kind: ExampleKind;
  /** The types the image shows; empty for a normal image, and for one whose types are not known. */
  truth: string[];
  label: 0 | 1;
  /** The verdict on the image. */
  verdict: Verdict;
  /** The types that it is called. */
  called: string[];
  /** The type whose score and map are shown; `null` for any defect. */
  type: string | null;
  score: number;
  threshold: number | null;
  /** The score on a scale of [0, 1], one half at the threshold; `null` where nothing is decided. */
  normalizedScore: number | null;
  /** The verdict on the image and its reason in words. */
  explanation: string;
  image: string;
  /** The image with its mask outlined; `null` without a mask. */
  outlined: string | null;
  /** The image under its anomaly map. */
  overlay: string;
  /** The image under the map of every type, small; for found images of a few types only. */
  typeOverlays: { type: string; overlay: string }[];
}

/** What a detector computed of an image, and what is true of its pixels. */
type Maps = Pick<EvaluationRecord, "maps" | "mask">;

export interface MakeExamplesOptions extends Omit<PickOptions, "rules" | "records"> {
  /** The detector's metadata. */
  metadata: DetectorMetadata;
  records: readonly (EvaluationRecord | ScoredRecord)[];
  /** Reads the picture of a record, in its own proportions. */
  readImage: (record: ScoredRecord) => Promise<RgbImage>;
  /** Computes maps and mask once more, for the chosen of the records that come without. */
  readMaps?: (record: ScoredRecord) => Promise<Maps>;
  /** The longer side of the pictures, in pixels; default 320. */
  size?: number;
}

const mostTypeOverlays = 12; // a wider grid would not be read

/**
 * The pictures of a report: images chosen by `pickExamples`, each as it is, with its mask outlined, and under its
 * anomaly map as `displayMap` of `@flawlens/inference` shows it. A few kilobytes each.
 *
 * @example
 * const examples = await makeExamples({
 *   metadata: detector.metadata,
 *   records,
 *   readImage: (record) => readImage(join(root, record.id)),
 * });
 */
export async function makeExamples({
  metadata,
  readImage,
  readMaps,
  size = 320,
  ...options
}: MakeExamplesOptions): Promise<Example[]> {
  const examples: Example[] = [];
  for (const { kind, record, type } of pickExamples({ rules: metadata, ...options })) {
    const original = await readImage(record);
    const image = await fitWithin(original, size);
    const { maps, mask } = await mapsOf(record, readMaps);
    const prediction = toPrediction(metadata, { ...record, maps }, original);
    const small = toPrediction(metadata, { ...record, maps }, image); // its maps have the picture's size
    const { score, threshold, normalizedScore } =
      type === null ? prediction : prediction.types[type];
    examples.push({
      id: record.id,
      category: record.category,
      kind,
      truth: record.defectTypes,
      label: record.label,
      verdict: prediction.verdict,
      called: metadata.types.filter((type) => prediction.types[type].verdict === "anomalous"),
      type,
      score,
      threshold,
      normalizedScore,
      explanation: prediction.explanation,
      image: await thumbnail(image),
      outlined: mask ? await thumbnail(await outline(image, mask)) : null,
      overlay: await thumbnail(
        blend(image, type === null ? small.displayMap : small.types[type].displayMap),
      ),
      typeOverlays: kind === "found" ? await overlaysOf(image, small, size / 2) : [],
    });
  }
  return examples;
}

async function mapsOf(
  record: EvaluationRecord | ScoredRecord,
  readMaps: MakeExamplesOptions["readMaps"],
): Promise<Maps> {
  if ("maps" in record) return record;
  if (readMaps) return readMaps(record);
  throw new TypeError(
    `makeExamples: expected records with maps, got ${record.id} without; give readMaps, which computes them again`,
  );
}

/** The image under the map of every type, where there are several and not too many. */
async function overlaysOf(
  image: RgbImage,
  { types }: Prediction,
  size: number,
): Promise<Example["typeOverlays"]> {
  const all = Object.entries(types);
  if (all.length < 2 || all.length > mostTypeOverlays) return [];
  return Promise.all(
    all.map(async ([type, { displayMap }]) => ({
      type,
      overlay: await thumbnail(blend(image, displayMap), { size }),
    })),
  );
}
