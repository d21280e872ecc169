import {
  add,
  cast,
  customGrad,
  div,
  equal,
  greater,
  mean,
  mul,
  reshape,
  slice,
  sub,
  sum,
  topk,
  transpose,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

type Gradient = Parameters<typeof customGrad>[0];

/**
 * The mean of the highest cells of each map. The gradient goes to those cells in equal shares;
 * cells that tie with the last of them divide what is left.
 *
 * @param maps - `[N, u, v, M]`.
 * @param fraction - Share of the cells that count, in (0, 1]; at least one does.
 * @returns `[N, M]`.
 */
export function topMean(maps: Tensor4D, fraction: number): Tensor2D {
  const [, u, v, types] = maps.shape;
  const count = Math.max(1, Math.round(fraction * u * v));
  const highest = (x: Tensor, save: (tensors: Tensor[]) => void) => {
    const cells = reshape(transpose(x, [0, 3, 1, 2]), [-1, types, u * v]);
    const { values } = topk(cells, count); // from high to low
    const last = reshape(slice(values, [0, 0, count - 1], [-1, -1, 1]), [-1, 1, 1, types]);
    save([x, last]);
    return {
      value: mean(values, 2),
      gradFunc: (dy: Tensor, [x, last]: Tensor[]) => {
        const above = cast(greater(x, last), "float32");
        const ties = cast(equal(x, last), "float32");
        const total = (which: Tensor) => sum(which, [1, 2], true);
        const each = div(sub(count, total(above)), total(ties));
        const shares = div(add(above, mul(ties, each)), count);
        return mul(reshape(dy, [-1, 1, 1, types]), shares);
      },
    };
  };
  return customGrad(highest as unknown as Gradient)(maps) as Tensor2D;
}
