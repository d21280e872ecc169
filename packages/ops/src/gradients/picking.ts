import {
  type StridedSliceAttrs,
  type Tensor,
  add,
  cast,
  eye,
  gatherND,
  greater,
  mul,
  onesLike,
  range,
  reshape,
  scatterND,
  stridedSlice,
  sub,
  sum,
  transpose,
  unsortedSegmentSum,
  util,
  where,
  zeros,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { register } from "./_register.ts";

/** The numbers of a tensor of `size` numbers that were picked from `places` get `dy`, the others 0. */
export function scatter(dy: Tensor, places: Tensor, shape: number[]): Tensor {
  const size = util.sizeFromShape(shape);
  const rows = reshape(places, [-1, 1]);
  return reshape(scatterND(rows, reshape(dy, [-1]), [size]), shape);
}

const product = (sides: number[]): number => util.sizeFromShape(sides);

register(
  "TopK",
  { inputs: ["x"], outputs: [false, true] },
  (dy, [x, indices], { k }: { k: number }) => {
    const [values] = dy as unknown as Tensor[];
    return {
      x: () => {
        const side = x.shape.at(-1)!;
        const starts = mul(range(0, x.size / side, 1, "int32"), side);
        const places = add(
          reshape(cast(indices, "int32"), [-1, k]),
          reshape(cast(starts, "int32"), [-1, 1]),
        );
        return scatter(values, places, x.shape);
      },
    };
  },
);

interface GatherAttrs {
  axis: number;
  batchDims?: number;
}

register("GatherV2", { inputs: ["x", "indices"] }, (dy, [x, indices], attrs: GatherAttrs) => ({
  x: () => {
    const [axis] = util.parseAxisParam(attrs.axis, x.shape);
    const given = attrs.batchDims ?? 0;
    const batchDims = given < 0 ? given + indices.rank : given;
    const batch = product(x.shape.slice(0, batchDims));
    const outer = product(x.shape.slice(batchDims, axis));
    const side = x.shape[axis];
    const inner = product(x.shape.slice(axis + 1));
    const count = indices.size / batch;
    const starts = reshape(mul(range(0, batch, 1, "int32"), side), [-1, 1]);
    const rows = reshape(add(reshape(indices, [batch, count]), cast(starts, "int32")), [-1]);
    const moved = transpose(reshape(dy, [batch, outer, count, inner]), [0, 2, 1, 3]);
    const sums = unsortedSegmentSum(
      reshape(moved, [batch * count, outer * inner]),
      rows as never,
      batch * side,
    );
    const back = transpose(reshape(sums, [batch, side, outer, inner]), [0, 2, 1, 3]);
    return reshape(back, x.shape);
  },
  indices: () => zeros(indices.shape),
}));

register("GatherNd", { inputs: ["params", "indices"] }, (dy, [params, indices]) => ({
  params: () => scatterND(indices, dy, params.shape),
  indices: () => zeros(indices.shape),
}));

register("ScatterNd", { inputs: ["indices"] }, (dy, [indices]) => ({
  indices: () => zeros(indices.shape),
  updates: () => gatherND(dy, indices),
}));

register("TensorScatterUpdate", { inputs: ["indices", "updates"] }, (dy, [indices, updates]) => ({
  tensor: () => {
    const written = scatterND(indices, onesLike(updates), dy.shape);
    return where(greater(written, 0), zerosLike(dy), dy);
  },
  indices: () => zeros(indices.shape),
  updates: () => gatherND(dy, indices),
}));

register(
  "SparseToDense",
  { inputs: ["sparseIndices", "sparseValues"] },
  (dy, [indices, values]) => {
    const depth = dy.rank;
    const picked = () => gatherND(dy, reshape(indices, [-1, depth]));
    return {
      sparseIndices: () => zeros(indices.shape),
      sparseValues: () => (values.rank === 0 ? sum(picked()) : reshape(picked(), values.shape)),
      defaultValue: () => sub(sum(dy), sum(picked())),
    };
  },
);

register("StridedSlice", { inputs: ["x"] }, (dy, [x], attrs: StridedSliceAttrs) => ({
  x: () => {
    const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } =
      attrs;
    const places = reshape(range(0, x.size, 1, "int32"), x.shape);
    const taken = stridedSlice(places, begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask); // prettier-ignore
    return scatter(dy, taken, x.shape);
  },
}));

register("Diag", { inputs: ["x"] }, (dy, [x]) => ({
  x: () => reshape(sum(mul(reshape(dy, [x.size, x.size]), eye(x.size)), 1), x.shape),
}));
