import type { Coreset } from "./coreset.ts";
import { greedyCoreset } from "./greedyCoreset.ts";
import { projectionSize, projectRows, sparseProjection } from "./sparseProjection.ts";

/**
 * PatchCore's coreset: {@link greedyCoreset} from a random start.
 *
 * @param options - `project`: whether patches are first projected to a few hundred random directions; default
 *   true. That takes `4 · patches · projectionSize(patches)` bytes.
 */
export function kCenterCoreset({ project = true }: { project?: boolean } = {}): Coreset {
  return {
    name: project ? "k-centre greedy, projected" : "k-centre greedy",
    async *choose(rows, { count, random }) {
      const points = project
        ? await projectRows(rows, sparseProjection(rows.size, projectionSize(rows.count), random))
        : rows;
      const start = Math.floor(random() * rows.count);
      yield* greedyCoreset(points, { count, start });
    },
  };
}
