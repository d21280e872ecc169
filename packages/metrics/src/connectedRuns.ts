/**
 * Which horizontal runs of pixels touch, diagonals included (8-connected), by union-find: He et al. 2008's
 * two scans over runs (doi:10.1109/TIP.2008.917204). For who knows the runs of a mask without its pixels;
 * `connectedComponents` finds them in one. Time linear in runs up to the inverse Ackermann function.
 *
 * @param runs - `starts` and `ends`, one each a run: index of its first pixel and one past its last,
 *   `row * width + column`, all in one row. The runs come in reading order and leave a gap between two of
 *   one row. This is not checked.
 * @param width - Pixels of a row.
 * @returns `components`, one a run, from 0 to `count - 1`, numbered by their first pixels in reading order.
 *
 * @example
 * connectedRuns({ starts: [0, 4, 7], ends: [2, 5, 8] }, 5); // => { components: [0, 1, 0], count: 2 }
 */
export function connectedRuns(
  { starts, ends }: { starts: ArrayLike<number>; ends: ArrayLike<number> },
  width: number,
): { components: Int32Array; count: number } {
  const parents = new Int32Array(starts.length);
  let above = 0; // first run of the row above that may still be touched
  let aboveEnd = 0;
  let rowFirst = 0; // first run of this row
  let rowEnd = 0; // one past the last pixel of this row
  for (let run = 0; run < parents.length; run++) {
    const start = starts[run];
    const end = ends[run];
    parents[run] = run;
    if (start >= rowEnd) {
      const isNextRow = start < rowEnd + width;
      above = isNextRow ? rowFirst : run;
      aboveEnd = run;
      rowFirst = run;
      rowEnd = isNextRow ? rowEnd + width : (Math.floor(start / width) + 1) * width;
    }
    // Touching, diagonals too: [start - 1, end] meets the run of the row above.
    while (above < aboveEnd && ends[above] + width < start) above++;
    while (above < aboveEnd && starts[above] + width <= end) {
      join(parents, above, run);
      if (ends[above] + width > end) break; // it may reach the next run too
      above++;
    }
  }
  return numbered(parents);
}

/** The earlier root wins, so a root is its component's first run. */
function join(parents: Int32Array, a: number, b: number): void {
  const rootA = find(parents, a);
  const rootB = find(parents, b);
  if (rootA < rootB) parents[rootB] = rootA;
  else parents[rootA] = rootB;
}

function find(parents: Int32Array, run: number): number {
  let at = run;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]]; // path halving
    at = parents[at];
  }
  return at;
}

function numbered(parents: Int32Array): { components: Int32Array; count: number } {
  const components = new Int32Array(parents.length);
  let count = 0;
  for (let run = 0; run < parents.length; run++)
    components[run] = parents[run] === run ? count++ : components[find(parents, run)];
  return { components, count };
}
