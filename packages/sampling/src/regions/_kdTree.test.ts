import { expect, test } from "vitest";
import { randomStream } from "../randomStream.ts";
import { shuffle } from "../shuffle.ts";
import { kdTree } from "./_kdTree.ts";

const row = Array.from({ length: 200 }, (_, x) => [x]);
const grid = Array.from({ length: 18 * 12 }, (_, i) => [i % 18, Math.floor(i / 18)]);
const space = Array.from({ length: 5 ** 3 }, (_, i) => [i % 5, Math.floor(i / 5) % 5, Math.floor(i / 25)]); // prettier-ignore

// Whole coordinates, and distances that are met exactly: points of other nodes lie just at eps.
test.each([
  { of: "in a row", points: row },
  { of: "on a grid", points: grid },
  { of: "on a grid, each twice", points: [...grid, ...grid] },
  { of: "in space", points: space },
  { of: "so few that each is compared with each", points: row.slice(0, 11) },
  { of: "just enough for nodes", points: row.slice(0, 12) },
  { of: "as many as one leaf holds", points: row.slice(0, 31) },
  { of: "one more", points: row.slice(0, 62) },
  { of: "one alone", points: [[7]] },
  { of: "none apart", points: Array.from({ length: 100 }, () => [3, 4]) },
])("finds the points within eps, each once: points $of", ({ points }) => {
  const mixed = shuffle(points, randomStream(1));
  const tree = kdTree(Float64Array.from(mixed.flat()), mixed[0].length);
  for (const eps of [0.5, 1, 2, 5, 13, 1000])
    for (const [at, point] of mixed.entries()) {
      if (at % 7 !== 0) continue;
      const within = [...mixed.keys()].filter(
        (other) => mixed[other].reduce((sum, x, d) => sum + (x - point[d]) ** 2, 0) <= eps * eps,
      );
      const found: number[] = [];
      tree.near(at, eps, (index) => found.push(index));
      expect(found.sort((a, b) => a - b)).toEqual(within);
      expect(tree.countNear(at, eps)).toBe(within.length);
    }
});
