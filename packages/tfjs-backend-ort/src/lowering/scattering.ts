import { ELEMENT } from "@flawlens/onnx";
import { backend_util } from "@tensorflow/tfjs-core";
import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import type { Kernel } from "../recording/kernel.ts";
import type { ElementType, ValueSpec } from "../recording/valueSpec.ts";
import { assertIndexRows, int64 } from "./_indices.ts";

/** Kernels that put numbers, or add them, to places named by indices. */
export const scattering: Kernel[] = [
  {
    name: "ScatterNd",
    infer: ({ indices, updates }, { shape }: { shape: number[] }) => {
      const { sliceRank } = rows(indices, updates, shape);
      assertIndexRows("scatterND", indices, sliceRank, shape);
      return { dtype: updates.dtype, shape };
    },
    supports: ({ indices, updates }) => indices.dtype === "int32" && updates.dtype !== "bool",
    lower: (g, { indices, updates }, _attrs, [output]) =>
      g.result(
        output,
        scattered(g, filled(g, output.shape, output.dtype), indices, updates, output, "add"),
      ),
  },
  {
    name: "TensorScatterUpdate",
    infer: ({ tensor, indices, updates }) => {
      const { sliceRank } = rows(indices, updates, tensor.shape);
      assertIndexRows("tensorScatterUpdate", indices, sliceRank, tensor.shape);
      return { dtype: tensor.dtype, shape: tensor.shape };
    },
    supports: ({ tensor, indices, updates }) =>
      indices.dtype === "int32" && updates.dtype === tensor.dtype && updates.shape.length > 0,
    lower: (g, { tensor, indices, updates }, _attrs, [output]) =>
      g.result(output, scattered(g, g.plain(tensor), indices, updates, output, "none")),
  },
  {
    name: "UnsortedSegmentSum",
    infer: ({ x }, { numSegments }: { numSegments: number }) => ({
      dtype: x.dtype,
      shape: [numSegments, ...x.shape.slice(1)],
    }),
    supports: ({ x, segmentIds }) =>
      segmentIds.dtype === "int32" && segmentIds.shape.length === 1 && x.dtype !== "bool",
    lower(g, { x, segmentIds }, { numSegments }: { numSegments: number }, [output]) {
      // Rows of no segment are added to one more, which is then left out.
      const ids = g.plain(segmentIds);
      const outside = g.op("Or", [
        g.op("Less", [ids, g.scalar(0, "int32")]),
        g.op("GreaterOrEqual", [ids, g.scalar(numSegments, "int32")]),
      ]);
      const places = g.op("Where", [outside, g.scalar(numSegments, "int32"), ids]);
      const segments = g.op("Cast", [g.op("Unsqueeze", [places, g.i64([1])])], {
        to: ELEMENT.int64,
      });
      const zeros = filled(g, [numSegments + 1, ...x.shape.slice(1)], x.dtype);
      const sums = g.op("ScatterND", [zeros, segments, g.plain(x)], { reduction: "add" });
      const kept = g.op("Slice", [sums, g.i64([0]), g.i64([numSegments]), g.i64([0])]);
      return g.result(output, kept);
    },
  },
];

/** The number of updates, and the number of axes that each index names. */
function rows(indices: ValueSpec, updates: ValueSpec, shape: number[]) {
  return backend_util.calculateShapes(updates as never, indices as never, shape);
}

function scattered(
  g: Lowering,
  into: string,
  indices: Lowered,
  updates: Lowered,
  { shape }: ValueSpec,
  reduction: "add" | "none",
): string {
  const { numUpdates, sliceRank } = rows(indices, updates, shape);
  const places = g.reshape(int64(g, indices), [numUpdates, sliceRank]);
  const values = g.reshape(g.plain(updates), [numUpdates, ...shape.slice(sliceRank)]);
  return g.op("ScatterND", [into, places, values], { reduction });
}

function filled(g: Lowering, shape: number[], dtype: ElementType): string {
  return g.op("Expand", [g.scalar(0, dtype), g.i64(shape)]);
}
