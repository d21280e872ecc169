import { expandDims, memory, stack, sub, log, tensor2d, zerosLike } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../../test/engines.ts";
import { focalLosses } from "./focalLosses.ts";

// The vector draem.focal12, checked against the released code: anomaly probabilities; the mask is a square.
// prettier-ignore
// oxlint-disable-next-line oxc/approx-constant -- numbers of a test vector
const probabilities = [[0.833, 0.559, 0.457, 0.358, 0.582, 0.534, 0.814, 0.274, 0.479, 0.354, 0.149, 0.27], [0.066, 0.399, 0.377, 0.554, 0.882, 0.181, 0.411, 0.646, 0.565, 0.564, 0.523, 0.603], [0.143, 0.202, 0.444, 0.848, 0.881, 0.24, 0.468, 0.472, 0.429, 0.951, 0.813, 0.697], [0.312, 0.163, 0.924, 0.766, 0.256, 0.703, 0.277, 0.852, 0.243, 0.232, 0.047, 0.496], [0.717, 0.355, 0.263, 0.806, 0.814, 0.068, 0.84, 0.69, 0.078, 0.399, 0.533, 0.174], [0.923, 0.05, 0.722, 0.144, 0.366, 0.061, 0.628, 0.718, 0.684, 0.822, 0.923, 0.814], [0.7, 0.545, 0.629, 0.88, 0.857, 0.631, 0.079, 0.677, 0.479, 0.702, 0.223, 0.693], [0.882, 0.672, 0.205, 0.539, 0.86, 0.574, 0.336, 0.555, 0.19, 0.664, 0.854, 0.481], [0.365, 0.931, 0.711, 0.309, 0.276, 0.59, 0.271, 0.572, 0.536, 0.377, 0.273, 0.892], [0.351, 0.209, 0.971, 0.543, 0.579, 0.601, 0.14, 0.851, 0.654, 0.069, 0.728, 0.581], [0.104, 0.187, 0.959, 0.349, 0.587, 0.101, 0.561, 0.809, 0.455, 0.363, 0.448, 0.589], [0.638, 0.908, 0.757, 0.58, 0.613, 0.67, 0.516, 0.637, 0.717, 0.844, 0.566, 0.442]];

describe.each(engines)("focalLosses on %s", (engine) => {
  onEngine(engine);

  test("of an image is the released code's", () => {
    const p = tensor2d(probabilities);
    const logit = sub(log(p), log(sub(1, p)));
    const logits = expandDims(stack([zerosLike(logit), logit], 2)) as Tensor4D;
    const mask = probabilities.map((row, y) =>
      row.map((_, x) => Number(y >= 3 && y <= 7 && x >= 4 && x <= 8)),
    );
    const masks = expandDims(tensor2d(mask));
    const before = memory().numTensors;
    const found = focalLosses(logits, masks);
    expect(found.shape).toEqual([1]);
    expect(found.dataSync()[0]).toBeCloseTo(0.52626769, 6);
    expect(memory().numTensors).toBe(before + 1);
  });
});
