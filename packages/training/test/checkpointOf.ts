import type { Checkpoint } from "../src/index.ts";

/** A small checkpoint whose numbers tell the step. */
export function checkpointOf(step: number): Checkpoint {
  const tensor = (shape: number[], from: number) => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => from + i / 7),
  });
  return {
    step,
    epoch: 2,
    epochLoss: { sum: 0.1 + 0.2, steps: 3 },
    params: {
      "head.weight": tensor([2, 3], step),
      "head.running_mean": tensor([3], -step),
    },
    optimizer: {
      name: "adam",
      tensors: {
        "sum/head.weight": tensor([2, 3], 1e-20),
        "squares/head.weight": tensor([2, 3], 1e20),
      },
      state: { updates: step },
    },
    data: { random: "0123" },
    config: { head: { widths: [512, 512] }, seed: 7, name: "tiles" },
  };
}
