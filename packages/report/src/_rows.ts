import { anyMap, resizeMap } from "@flawlens/inference/core";
import type { AnomalyMap } from "@flawlens/inference/core";
import type { Grid } from "@flawlens/metrics";
import { anyScore } from "./evaluationRecord.ts";
import type { EvaluatedDetector, EvaluationRecord, ScoredRecord } from "./evaluationRecord.ts";

/** The pixels of one image in one row. */
export interface JudgedPixels {
  /** Its map at the size of its mask, made when it is needed. */
  map: () => AnomalyMap;
  mask: Grid;
}

/** One question that a detector is judged by: a type against the rest, or any defect against normal. */
export interface Row {
  /** Whether an image says something about the question. */
  includes: (record: ScoredRecord) => boolean;
  label: (record: ScoredRecord) => 0 | 1;
  score: (record: ScoredRecord) => number;
  /** `null` where the image's pixels do not count. */
  pixels: (record: EvaluationRecord) => JudgedPixels | null;
}

/** The rows of an evaluation: one for each type, and one for any defect, which categories share. */
export function rowsOf(
  { types, receptiveField, input }: EvaluatedDetector,
  {
    size,
    excludeOtherTypes,
  }: { size: { height: number; width: number }; excludeOtherTypes: boolean },
): { types: Row[]; any: Row } {
  const geometry = receptiveField && { ...receptiveField, size: input };
  const placed = (map: AnomalyMap) => resizeMap(map, size, geometry);
  const nowhere: Grid = { ...size, data: new Uint8Array(size.height * size.width) };
  return {
    types: types.map((type, k): Row => {
      const shows = ({ defectTypes }: ScoredRecord) => defectTypes.includes(type);
      return {
        includes: isTyped,
        label: (record) => (shows(record) ? 1 : 0),
        score: ({ scores }) => scores[k],
        pixels(record) {
          const asked = !excludeOtherTypes || record.label === 0 || shows(record);
          if (!asked || !isTyped(record) || !isMasked(record) || !isPlaced(record)) return null;
          const mask = (shows(record) ? record.mask : null) ?? nowhere;
          return { map: () => placed(record.maps[k]), mask };
        },
      };
    }),
    any: {
      includes: () => true,
      label: ({ label }) => label,
      score: anyScore,
      pixels(record) {
        if (!isMasked(record) || !isPlaced(record)) return null;
        return { map: () => placed(anyMap(record.maps)), mask: record.mask ?? nowhere };
      },
    },
  };
}

/** Whether it is known which types an image shows. */
export function isTyped({ label, defectTypes }: ScoredRecord): boolean {
  return label === 0 || defectTypes.length > 0;
}

/** Whether it is known which pixels of an image are anomalous. */
function isMasked({ label, mask }: Pick<EvaluationRecord, "label" | "mask">): boolean {
  return label === 0 || mask !== null;
}

/** Whether maps tell places apart: a map of one cell, as of methods that score whole images, shows none. */
function isPlaced({ maps }: Pick<EvaluationRecord, "maps">): boolean {
  return maps.some(({ data }) => data.length > 1);
}
