import type { DetectorMetadata } from "../src/core/detectorMetadata.ts";
import type { Session } from "../src/run/session.ts";
import { tinyMetadata } from "./tinyDetector.ts";

/** A network in JavaScript, and how many images it has seen. */
export interface CellNetwork {
  metadata: DetectorMetadata;
  session: Session;
  seen: () => number;
}

/**
 * A detector of one type whose cells are the mean red of blocks of `pitch` pixels, and whose score is its highest
 * cell, anomalous from 100 on: what it says of a place does not depend on what is around it.
 *
 * @param bias - Added to all cells of the n-th image that it sees, as if the network looked at more than a cell.
 */
export function cellNetwork(
  input: { height: number; width: number },
  {
    pitch = 8,
    bias = () => 0,
    changes = {},
  }: { pitch?: number; bias?: (n: number) => number; changes?: Partial<DetectorMetadata> } = {},
): CellNetwork {
  const calibration = { threshold: 100, scoreRange: [0, 200], mapRange: [0, 200], mapThreshold: 100 } satisfies DetectorMetadata["any"]; // prettier-ignore
  const metadata = tinyMetadata({ types: ["anomaly"], input, extras: {}, calibration: { anomaly: calibration }, any: calibration, ...changes }); // prettier-ignore
  const [rows, columns] = [input.height / pitch, input.width / pitch];
  let seen = 0;
  const cellsOf = (image: Uint8Array, offset: number) =>
    Float32Array.from({ length: rows * columns }, (_, cell) => {
      const [top, left] = [Math.floor(cell / columns) * pitch, (cell % columns) * pitch];
      let sum = 0;
      for (let y = top; y < top + pitch; y++)
        for (let x = left; x < left + pitch; x++) sum += image[(y * input.width + x) * 3];
      return sum / pitch ** 2 + offset;
    });
  const run: Session["run"] = async (batch, [count]) => {
    const bytes = batch.length / count;
    const maps = new Float32Array(count * rows * columns);
    const scores = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const cells = cellsOf(batch.subarray(i * bytes, (i + 1) * bytes), bias(seen++));
      maps.set(cells, i * cells.length);
      scores[i] = Math.max(...cells);
    }
    return {
      scores: { type: "float32", dims: [count, 1], data: scores },
      maps: { type: "float32", dims: [count, 1, rows, columns], data: maps },
    };
  };
  const session = { inputs: [], outputs: [], run, release: async () => {} };
  return { metadata, session, seen: () => seen };
}
