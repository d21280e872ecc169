/** Points of a {@link kdTree}, and how to ask it. */
export interface KdTree {
  /** Calls `found` with the index of each point within `eps` of point `at`, `at` itself included. */
  near(at: number, eps: number, found: (index: number) => void): void;
  /** How many points lie within `eps` of point `at`, itself included. */
  countNear(at: number, eps: number): number;
}

const LEAF_SIZE = 30;
/** The number of points below which scikit-learn compares each with each. */
const FEWEST = 12;

/**
 * A k-d tree with the nodes and the arithmetic of scikit-learn's, so that it answers alike
 * where rounding decides: a node is split in halves at the median of its widest side, ties
 * by index; a node that lies whole within eps is taken by its distance, a point of a leaf
 * by the square of its distance. (Where eps is the double nearest to √n, the first may
 * say yes and the second no.)
 *
 * @param coordinates - `[count * dimensions]`, point after point.
 */
export function kdTree(coordinates: Float64Array, dimensions: number): KdTree {
  const count = coordinates.length / dimensions;
  const levels = Math.floor(Math.log2(Math.max(1, (count - 1) / LEAF_SIZE)) + 1);
  const nodes = 2 ** levels - 1;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const starts = new Int32Array(nodes);
  const ends = new Int32Array(nodes);
  const low = new Float64Array(nodes * dimensions).fill(Infinity);
  const high = new Float64Array(nodes * dimensions).fill(-Infinity);
  build(0, 0, count);

  function build(node: number, start: number, end: number): void {
    starts[node] = start;
    ends[node] = end;
    const bounds = node * dimensions;
    for (let i = start; i < end; i++)
      for (let d = 0; d < dimensions; d++) {
        const value = coordinates[order[i] * dimensions + d];
        if (value < low[bounds + d]) low[bounds + d] = value;
        if (value > high[bounds + d]) high[bounds + d] = value;
      }
    if (2 * node + 1 >= nodes) return;
    let widest = 0;
    for (let d = 1; d < dimensions; d++)
      if (high[bounds + d] - low[bounds + d] > high[bounds + widest] - low[bounds + widest])
        widest = d;
    const middle = start + Math.floor((end - start) / 2);
    select(order, start, end - 1, middle, (a, b) => {
      const difference =
        coordinates[a * dimensions + widest] - coordinates[b * dimensions + widest];
      return difference === 0 ? a - b : difference;
    });
    build(2 * node + 1, start, middle);
    build(2 * node + 2, middle, end);
  }

  const pending = new Int32Array(2 * levels + 1);

  /** Nodes that lie whole within eps go to `whole`, points of other leaves to `found`. */
  function visit(
    at: number,
    eps: number,
    whole: (start: number, end: number) => void,
    found: (index: number) => void,
  ): void {
    const from = at * dimensions;
    const limit = eps * eps;
    let stacked = 1;
    pending[0] = 0;
    while (stacked > 0) {
      const node = pending[--stacked];
      let nearest = 0;
      let farthest = 0;
      for (let d = 0; d < dimensions; d++) {
        const below = low[node * dimensions + d] - coordinates[from + d];
        const above = coordinates[from + d] - high[node * dimensions + d];
        const gap = Math.max(below, above, 0);
        const reach = Math.max(Math.abs(below), Math.abs(above));
        nearest += gap * gap;
        farthest += reach * reach;
      }
      if (Math.sqrt(nearest) > eps) continue;
      if (Math.sqrt(farthest) <= eps && count >= FEWEST) whole(starts[node], ends[node]);
      else if (2 * node + 1 < nodes) {
        pending[stacked++] = 2 * node + 2;
        pending[stacked++] = 2 * node + 1;
      } else
        for (let i = starts[node]; i < ends[node]; i++) {
          const other = order[i] * dimensions;
          let square = 0;
          for (let d = 0; d < dimensions; d++) {
            const difference = coordinates[from + d] - coordinates[other + d];
            square += difference * difference;
          }
          if (square <= limit) found(order[i]);
        }
    }
  }

  return {
    near(at, eps, found) {
      const whole = (start: number, end: number) => {
        for (let i = start; i < end; i++) found(order[i]);
      };
      visit(at, eps, whole, found);
    },
    countNear(at, eps) {
      let near = 0;
      const whole = (start: number, end: number) => {
        near += end - start;
      };
      visit(at, eps, whole, () => near++);
      return near;
    },
  };
}

/** Reorders `items[first..last]` so that the first `middle - first` of it are the smallest (Hoare's quickselect). */
function select(
  items: Int32Array,
  first: number,
  last: number,
  middle: number,
  compare: (a: number, b: number) => number,
): void {
  while (first < last) {
    const pivot = items[(first + last) >> 1];
    let left = first;
    let right = last;
    while (left <= right) {
      while (compare(items[left], pivot) < 0) left++;
      while (compare(items[right], pivot) > 0) right--;
      if (left > right) break;
      const item = items[left];
      items[left++] = items[right];
      items[right--] = item;
    }
    if (middle <= right) last = right;
    else if (middle >= left) first = left;
    else return;
  }
}
