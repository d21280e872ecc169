import { add, mul, relu, sub } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor4D } from "@tensorflow/tfjs-core";
import { meanOfCells } from "./meanOfCells.ts";

/**
 * The truncated L1 loss of SimpleNet and SuperSimpleNet: scores of normal cells shall lie below -margin, those of
 * anomalous ones above it.
 *
 *     mean over normal cells of max(0, margin + score) + mean over anomalous cells of max(0, margin - score)
 *
 * The mean over no cell is 0.
 *
 * @param scores - `[N, h, w, 1]`, higher = more anomalous.
 * @param anomalous - The same shape, 1 for an anomalous cell and 0 for a normal one.
 * @param options - `known`: 1 for cells that count and 0 for those that do not, broadcast to the shape of the scores;
 *   default all count.
 */
export function hingeLoss(
  scores: Tensor4D,
  anomalous: Tensor4D,
  { margin, known }: { margin: number; known?: Tensor4D },
): Scalar {
  const normal = sub(1, anomalous);
  const [normals, anomalies] = known
    ? [mul(normal, known), mul(anomalous, known)]
    : [normal, anomalous];
  return add(
    meanOfCells(relu(add(margin, scores)), normals),
    meanOfCells(relu(sub(margin, scores)), anomalies),
  );
}
