import { ELEMENT } from "@flawlens/onnx";
import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { Value } from "../recording/value.ts";
import type { ValueSpec } from "../recording/valueSpec.ts";

/**
 * Refuses an index outside `[0, size)` at the line of the call. Pending indices are not checked here,
 * because they would have to be computed now; ONNX Runtime checks them too.
 */
export function assertIndices(kernel: string, indices: ValueSpec, side: number): void {
  const data = indices instanceof Value ? indices.stored?.data : undefined;
  if (!data) return;
  for (let i = 0; i < data.length; i++)
    if (data[i] < 0 || data[i] >= side)
      throw new RangeError(
        `${kernel}: the index value ${data[i]} is not in [0, ${side - 1}] (indices[${i}])`,
      );
}

/** Refuses rows of `depth` numbers that are no index into several axes, in the same way. */
export function assertIndexRows(
  kernel: string,
  indices: ValueSpec,
  depth: number,
  shape: number[],
): void {
  const data = indices instanceof Value ? indices.stored?.data : undefined;
  if (!data) return;
  for (let i = 0; i < data.length; i++)
    if (data[i] < 0 || data[i] >= shape[i % depth]) {
      const row = Math.floor(i / depth);
      const index = Array.from(data.subarray(row * depth, (row + 1) * depth));
      throw new RangeError(
        `${kernel}: expected indices into [${shape}], got [${index}] at place ${row}`,
      );
    }
}

/** Indices as the type that ONNX's N-dimensional operators take. */
export function int64(g: Lowering, indices: Lowered): string {
  return g.op("Cast", [g.plain(indices)], { to: ELEMENT.int64 });
}
