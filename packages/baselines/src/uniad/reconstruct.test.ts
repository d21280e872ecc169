import "../../test/cpu.ts";
import { tensor1d, tensor2d, tensor3d, transpose } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { neighborMask } from "./neighborMask.ts";
import { attention, learnedPosition } from "./reconstruct.ts";

// Values of PyTorch's MultiheadAttention and of the released tables, in float64.
test("attention hides the cell itself, and adds positions to queries and keys alone", () => {
  const tokens = [[1.405, 0.221], [-0.145, 0.123], [0.606, 2.423], [-1.917, -2.423]]; // prettier-ignore
  const position = [[-0.225, 0.395], [0.374, -0.481], [-0.44, -0.515], [0.558, 0.026]]; // prettier-ignore
  const params = {
    "a.in_proj_weight": transpose(tensor2d([[-0.425, -0.088], [-0.479, 0.65], [-1.291, -0.327], [1.605, 0.342], [0.497, 0.739], [0.038, 0.181]])), // prettier-ignore
    "a.in_proj_bias": tensor1d([-0.027, 0.01, 0.025, -0.093, 0.057, -0.104]),
    "a.out_proj.weight": transpose(tensor2d([[0.348, -0.097], [0.453, 1.066]])), // prettier-ignore
    "a.out_proj.bias": tensor1d([0.026, -0.091]),
  };
  const mask = tensor2d(neighborMask({ height: 2, width: 2, neighbors: 1 }), [4, 4]);
  const value = tensor3d([tokens]);
  const placed = tensor3d([tokens.map((row, i) => row.map((x, j) => x + position[i][j]))]);
  const output = attention({ params, heads: 1, mask }, "a", { query: placed, key: placed, value });
  const expected = [0.21093096, 0.1772727, -0.18145214, -0.63911685, 0.30066974, 0.23727583, 0.2797877, 0.29543554]; // prettier-ignore
  for (const [i, value] of output.dataSync().entries()) expect(value).toBeCloseTo(expected[i], 5);
});

test("a position is its column's half, then its row's", () => {
  const params = {
    "reconstruction.pos_embed.col_embed.weight": tensor2d([[1, 2], [3, 4]]), // prettier-ignore
    "reconstruction.pos_embed.row_embed.weight": tensor2d([[5, 6], [7, 8]]), // prettier-ignore
  };
  expect(learnedPosition(params, { height: 2, width: 2, hidden: 4 }).arraySync()).toEqual([
    [[1, 2, 5, 6], [3, 4, 5, 6], [1, 2, 7, 8], [3, 4, 7, 8]], // prettier-ignore
  ]);
});
