import { expect, test } from "vitest";
import { connectedRuns } from "./connectedRuns.ts";

/** The runs of `#` in a picture. */
function runsOf(...rows: string[]) {
  const width = rows[0].length;
  const found = rows.flatMap((row, y) =>
    [...row.matchAll(/#+/g)].map(({ index, 0: { length } }) => [y * width + index, length]),
  );
  const starts = found.map(([start]) => start);
  return { runs: { starts, ends: found.map(([start, length]) => start + length) }, width };
}

test.each([
  { of: "a diagonal", picture: ["#..", ".#.", "..#"], is: [0, 0, 0] },
  { of: "two runs joined from below", picture: ["#.#", "###"], is: [0, 0, 0] },
  { of: "a run that reaches two below it", picture: ["###", "#.#"], is: [0, 0, 0] },
  { of: "a row's end and the next row's start", picture: ["..#", "#.."], is: [0, 1] },
  { of: "rows with an empty one between", picture: ["##.", "...", "##."], is: [0, 1] },
  { of: "rows below empty ones", picture: ["...", "...", "#.#", ".#."], is: [0, 0, 0] },
  { of: "nothing", picture: ["..."], is: [] },
])("connectedRuns numbers the components of $of", ({ picture, is }) => {
  const { runs, width } = runsOf(...picture);
  const { components, count } = connectedRuns(runs, width);
  expect([[...components], count]).toEqual([is, new Set(is).size]);
});
