import { expect, test } from "vitest";
import { gaussLegendre } from "./_gaussLegendre.ts";

test("gaussLegendre integrates polynomials up to degree 2n - 1 exactly", () => {
  const { nodes, weights } = gaussLegendre(20);
  for (let degree = 0; degree < 40; degree++) {
    const sum = weights.reduce((total, weight, i) => total + weight * nodes[i] ** degree, 0);
    expect(sum).toBeCloseTo(degree % 2 ? 0 : 2 / (degree + 1), 14);
  }
});
