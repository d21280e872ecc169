import type { DbscanOptions } from "./_checkDbscan.ts";

/** A mask's foreground: 1 or 0 per pixel, and the indices of those that are 1, ascending. */
export interface Foreground {
  bits: Uint8Array;
  pixels: Int32Array;
  height: number;
  width: number;
}

/** A mask's foreground in clusters: labels of its pixels (-1 elsewhere), and how many there are. */
interface Clusters {
  labels: Int32Array;
  count: number;
}

/**
 * DBSCAN of the pixels of a mask that are 1, neighbors being those with
 * dy² + dx² <= eps² (in float64), without a list of neighbors.
 *
 * Whether a pixel is core is read off a table of sums: from a square inside its disc,
 * a box around it, and only between these from the disc itself, band by band. Core pixels are then
 * joined run by run: a run of a row and a run `dy` rows below are near where their ends
 * are, widened by the disc's half-width at `dy`. Non-core pixels look for runs in the same way.
 * O(H·W + r·(runs + non-core pixels)) time, r = ⌊eps⌋ + 1 rows at most;
 * 8 bytes per pixel and 16 a foreground pixel beside the result.
 */
export function clusterLattice(mask: Foreground, { eps, minSamples }: DbscanOptions): Clusters {
  const { height, width } = mask;
  const disc = halfWidths(eps, height, width);
  const pixels = splitByCore(mask, disc, minSamples);
  const cluster = joinRuns(pixels.runs, height, disc);

  const labels = new Int32Array(height * width).fill(-1);
  const { starts, ends, row } = pixels.runs;
  for (let y = 0; y < height; y++)
    for (let run = row[y]; run < row[y + 1]; run++)
      for (let x = starts[run]; x <= ends[run]; x++) labels[y * width + x] = cluster.of[run];
  labelBorder(labels, pixels, cluster, height, width, disc);
  return { labels, count: cluster.count };
}

/** Maximal runs of core pixels: columns `starts` to `ends`, those of row y from `row[y]` to `row[y + 1]`. */
interface Runs {
  starts: Int32Array;
  ends: Int32Array;
  row: Int32Array;
}

interface Pixels {
  runs: Runs;
  /** Columns of the non-core pixels, those of row y from `otherRow[y]` to `otherRow[y + 1]`. */
  others: Int32Array;
  otherRow: Int32Array;
}

/** Half-width of the disc, in whole pixels, at each distance in rows that it reaches. */
function halfWidths(eps: number, height: number, width: number): Int32Array {
  const square = eps * eps;
  const rows = Math.min(Math.floor(eps), height - 1);
  return Int32Array.from({ length: rows + 1 }, (_, dy) => {
    let half = Math.min(Math.floor(Math.sqrt(square - dy * dy)) + 1, width);
    while (half > 0 && half * half + dy * dy > square) half--;
    return half;
  });
}

function splitByCore(mask: Foreground, disc: Int32Array, minSamples: number): Pixels {
  const { pixels, height, width } = mask;
  const starts = new Int32Array(pixels.length);
  const ends = new Int32Array(pixels.length);
  const row = new Int32Array(height + 1);
  const others = new Int32Array(pixels.length);
  const otherRow = new Int32Array(height + 1);
  const isCore = coreTest(mask, disc, minSamples);
  let runs = 0;
  let left = 0; // non-core pixels so far
  for (let y = 0, i = 0; y < height; y++) {
    let touching = -1; // the column that would lengthen the run
    const begin = y * width;
    for (; i < pixels.length && pixels[i] < begin + width; i++) {
      const x = pixels[i] - begin;
      if (isCore(y, x)) {
        if (x !== touching) starts[runs++] = x;
        ends[runs - 1] = x;
        touching = disc[0] > 0 ? x + 1 : -1; // below an eps of 1 not even touching pixels are near
      } else others[left++] = x;
    }
    row[y + 1] = runs;
    otherRow[y + 1] = left;
  }
  return { runs: { starts, ends, row }, others, otherRow };
}

/** Whether the disc around a foreground pixel holds at least `minSamples` foreground pixels. */
function coreTest(
  { bits, pixels, height, width }: Foreground,
  disc: Int32Array,
  minSamples: number,
): (y: number, x: number) => boolean {
  if (minSamples === 1) return () => true;
  if (minSamples > pixels.length) return () => false;
  const sums = summedArea(bits, height, width);
  const stride = width + 1;
  /** Foreground pixels in rows top to bottom and columns left to right, inclusive, off the mask or not. */
  const inBox = (top: number, bottom: number, left: number, right: number) => {
    if (bottom < 0 || top >= height) return 0;
    const from = (top > 0 ? top : 0) * stride;
    const to = (bottom < height ? bottom + 1 : height) * stride;
    const first = left > 0 ? left : 0;
    const last = right < width ? right + 1 : width;
    return sums[to + last] - sums[to + first] - sums[from + last] + sums[from + first];
  };
  const radius = disc.length - 1;
  let inner = 0; // half the side of the largest square within the disc
  while (inner < radius && disc[inner + 1] >= inner + 1) inner++;
  type Box = [top: number, bottom: number, half: number];
  const square: Box = [-inner, inner, inner];
  const around: Box = [-radius, radius, disc[0]];
  const exactly = boxesOf(disc);
  /** Corners of all these as offsets into `sums`, for a pixel whose disc lies within the mask. */
  const corners = Int32Array.from(
    [square, around, ...exactly].flatMap(([top, bottom, half]) =>
      [top, bottom + 1].flatMap((dy) => [dy * stride - half, dy * stride + half + 1]),
    ),
  );
  const inCorners = (at: number, i: number) =>
    sums[at + corners[i]] -
    sums[at + corners[i + 1]] -
    sums[at + corners[i + 2]] +
    sums[at + corners[i + 3]];

  return (y, x) => {
    let count = 0;
    if (y >= radius && y + radius < height && x >= disc[0] && x + disc[0] < width) {
      const at = y * stride + x;
      if (inCorners(at, 0) >= minSamples) return true;
      if (inCorners(at, 4) < minSamples) return false;
      for (let i = 8; i < corners.length && count < minSamples; i += 4) count += inCorners(at, i);
    } else
      for (const [top, bottom, half] of exactly)
        count += inBox(y + top, y + bottom, x - half, x + half);
    return count >= minSamples;
  };
}

/** The disc as boxes of rows `top` to `bottom` and columns -`half` to `half`, the middle first. */
function boxesOf(disc: Int32Array): [top: number, bottom: number, half: number][] {
  const boxes: [number, number, number][] = [];
  for (let from = 0; from < disc.length;) {
    let to = from;
    while (to + 1 < disc.length && disc[to + 1] === disc[from]) to++;
    if (from === 0) boxes.push([-to, to, disc[0]]);
    else boxes.push([-to, -from, disc[from]], [from, to, disc[from]]);
    from = to + 1;
  }
  return boxes;
}

/** `[(H + 1) * (W + 1)]`: foreground pixels above and left of each pixel's corner. */
function summedArea(bits: Uint8Array, height: number, width: number): Int32Array {
  const stride = width + 1;
  const sums = new Int32Array((height + 1) * stride);
  for (let y = 0; y < height; y++) {
    let inRow = 0;
    const above = y * stride + 1;
    for (let x = 0; x < width; x++) {
      inRow += bits[y * width + x];
      sums[above + stride + x] = sums[above + x] + inRow;
    }
  }
  return sums;
}

interface RunClusters {
  /** Cluster of each run. */
  of: Int32Array;
  /** First run of the same row that was not joined to this one within the row; the row's end if none. */
  next: Int32Array;
  count: number;
}

function joinRuns({ starts, ends, row }: Runs, height: number, disc: Int32Array): RunClusters {
  const runs = row[height];
  const parent = new Int32Array(runs);
  const next = new Int32Array(runs);
  const find = (run: number) => {
    while (parent[run] !== run) run = parent[run] = parent[parent[run]];
    return run;
  };
  /** Joins two clusters, given by their roots: a root is its cluster's first run. */
  const join = (a: number, b: number) => {
    if (a < b) return (parent[b] = a);
    return (parent[a] = b);
  };

  for (let y = 0; y < height; y++)
    for (let run = row[y + 1] - 1; run >= row[y]; run--) {
      const joined = run + 1 < row[y + 1] && starts[run + 1] - ends[run] <= disc[0];
      next[run] = joined ? next[run + 1] : run + 1;
    }
  for (let run = 0, first = 0; run < runs; run = first) {
    first = next[run];
    parent.fill(run, run, first);
  }
  for (let dy = 1; dy < disc.length; dy++)
    for (let y = 0; y + dy < height; y++) {
      const end = row[y + dy + 1];
      let first = row[y + dy];
      for (let run = row[y]; run < row[y + 1] && first < end; run++) {
        while (first < end && ends[first] < starts[run] - disc[dy]) first++;
        const reach = ends[run] + disc[dy];
        if (first === end || starts[first] > reach) continue;
        let root = find(run);
        for (let below = first; below < end && starts[below] <= reach; below = next[below]) {
          const other = find(below);
          if (other !== root) root = join(root, other);
        }
      }
    }

  const of = new Int32Array(runs);
  let count = 0;
  for (let run = 0; run < runs; run++) of[run] = parent[run] === run ? count++ : of[find(run)];
  return { of, next, count };
}

/** Gives each non-core pixel the lowest label among the core pixels in its disc, if any. */
function labelBorder(
  labels: Int32Array,
  { runs: { starts, ends, row }, others, otherRow }: Pixels,
  { of, next }: RunClusters,
  height: number,
  width: number,
  disc: Int32Array,
): void {
  for (let y = 0; y < height; y++) {
    if (otherRow[y] === otherRow[y + 1]) continue;
    const last = Math.min(height - 1, y + disc.length - 1);
    for (let near = Math.max(0, y - disc.length + 1); near <= last; near++) {
      const half = disc[Math.abs(near - y)];
      const end = row[near + 1];
      let first = row[near];
      for (let i = otherRow[y]; i < otherRow[y + 1] && first < end; i++) {
        const x = others[i];
        while (first < end && ends[first] < x - half) first++;
        let label = labels[y * width + x];
        for (let run = first; run < end && starts[run] <= x + half; run = next[run])
          if (label === -1 || of[run] < label) label = of[run];
        labels[y * width + x] = label;
      }
    }
  }
}
