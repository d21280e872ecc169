import { backend_util, util } from "@tensorflow/tfjs-core";
import type { Kernel } from "../recording/kernel.ts";
import type { ValueSpec } from "../recording/valueSpec.ts";
import { assertIndexRows, assertIndices, int64 } from "./_indices.ts";

interface GatherAttrs {
  axis: number;
  batchDims?: number;
}

/** Kernels that pick numbers by their indices. */
export const gathering: Kernel[] = [
  {
    name: "GatherV2",
    infer: ({ x, indices }, attrs: GatherAttrs) => {
      const { outputShape, dimSize } = gatherShapes(x, indices, attrs);
      assertIndices("GatherV2", indices, dimSize);
      return { dtype: x.dtype, shape: outputShape };
    },
    supports: ({ indices }) => indices.dtype === "int32",
    lower(g, { x, indices }, attrs: GatherAttrs, [output]) {
      if (!attrs.batchDims) {
        const [axis] = util.parseAxisParam(attrs.axis, x.shape);
        return g.result(output, g.op("Gather", [g.plain(x), g.plain(indices)], { axis }));
      }
      const { batchSize, outerSize, dimSize, sliceSize } = gatherShapes(x, indices, attrs);
      const count = indices.size / batchSize;
      const sides = [batchSize, outerSize, dimSize, sliceSize];
      const rows = g.transpose(g.reshape(g.plain(x), sides), sides, [0, 2, 1, 3]);
      const places = g.reshape(int64(g, indices), [batchSize, count, 1]);
      const picked = g.op("GatherND", [rows, places], { batch_dims: 1 });
      const back = g.transpose(picked, [batchSize, count, outerSize, sliceSize], [0, 2, 1, 3]);
      return g.result(output, g.reshape(back, output.shape));
    },
  },
  {
    name: "GatherNd",
    infer: ({ params, indices }) => {
      assertIndexRows("gatherND", indices, indices.shape.at(-1)!, params.shape);
      const [shape] = backend_util.prepareAndValidate(params as never, indices as never);
      return { dtype: params.dtype, shape };
    },
    supports: ({ indices }) => indices.dtype === "int32",
    lower: (g, { params, indices }, _attrs, [output]) =>
      g.result(output, g.op("GatherND", [g.plain(params), int64(g, indices)])),
  },
];

function gatherShapes(x: ValueSpec, indices: ValueSpec, { axis, batchDims }: GatherAttrs) {
  const [at] = util.parseAxisParam(axis, x.shape);
  const { collectGatherOpShapeInfo } = backend_util.segment_util;
  return collectGatherOpShapeInfo(x as never, indices as never, at, batchDims ?? 0);
}
