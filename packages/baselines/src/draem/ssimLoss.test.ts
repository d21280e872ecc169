import "../../test/cpu.ts";
import { expandDims, memory, reshape, tensor2d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { ssimLoss } from "./ssimLoss.ts";

// The vector draem.ssim12, checked against the released code.
// prettier-ignore
// oxlint-disable-next-line oxc/approx-constant -- numbers of a test vector
const reconstruction = [[0.676, 0.045, 0.343, 0.644, 0.284, 0.949, 0.158, 0.388, 0.59, 0.488, 0.174, 0.218], [0.647, 0.25, 0.41, 0.048, 0.324, 0.292, 0.445, 0.06, 0.755, 0.729, 0.565, 0.714], [0.582, 0.639, 0.795, 0.869, 0.35, 0.308, 0.604, 0.372, 0.864, 0.712, 0.423, 0.877], [0.019, 0.458, 0.169, 0.843, 0.124, 0.743, 0.848, 0.174, 0.271, 0.921, 0.65, 0.317], [0.415, 0.164, 0.196, 0.197, 0.853, 0.689, 0.102, 0.327, 0.581, 0.012, 0.218, 0.698], [0.275, 0.377, 0.042, 0.074, 0.253, 0.029, 0.174, 0.464, 0.804, 0.652, 0.904, 0.637], [0.535, 0.315, 0.112, 0.674, 0.5, 0.483, 0.601, 0.515, 0.888, 0.128, 0.209, 0.891], [0.006, 0.353, 0.006, 0.691, 0.534, 0.135, 0.651, 0.682, 0.188, 0.4, 0.605, 0.529], [0.698, 0.207, 0.443, 0.89, 0.799, 0.141, 0.879, 0.707, 0.946, 0.1, 0.049, 0.32], [0.312, 0.584, 0.605, 0.837, 0.254, 0.45, 0.898, 0.03, 0.983, 0.219, 0.628, 0.151], [0.398, 0.124, 0.432, 0.375, 0.958, 0.735, 0.043, 0.014, 0.597, 0.826, 0.983, 0.749], [0.441, 0.603, 0.386, 0.087, 0.913, 0.399, 0.827, 0.091, 0.231, 0.31, 0.42, 0.52]];
// prettier-ignore
// oxlint-disable-next-line oxc/approx-constant -- numbers of a test vector
const image = [[0.728, 0.0, 0.367, 0.564, 0.286, 0.988, 0.286, 0.454, 0.544, 0.635, 0.132, 0.365], [0.669, 0.301, 0.507, 0.012, 0.245, 0.269, 0.36, 0.0, 0.836, 0.853, 0.621, 0.66], [0.534, 0.771, 0.94, 0.874, 0.513, 0.271, 0.602, 0.289, 0.708, 0.672, 0.362, 0.87], [0.134, 0.457, 0.238, 0.814, 0.188, 0.854, 0.879, 0.351, 0.364, 0.914, 0.7, 0.089], [0.348, 0.339, 0.314, 0.37, 0.937, 0.68, 0.121, 0.338, 0.549, 0.082, 0.181, 0.714], [0.34, 0.29, 0.0, 0.176, 0.141, 0.0, 0.248, 0.453, 0.749, 0.485, 1.0, 0.626], [0.533, 0.35, 0.261, 0.693, 0.465, 0.514, 0.731, 0.411, 0.869, 0.0, 0.217, 1.0], [0.0, 0.356, 0.058, 0.733, 0.663, 0.091, 0.588, 0.609, 0.206, 0.367, 0.586, 0.44], [0.945, 0.22, 0.423, 1.0, 0.843, 0.091, 0.934, 0.816, 0.967, 0.0, 0.0, 0.231], [0.468, 0.724, 0.482, 0.654, 0.14, 0.406, 0.892, 0.0, 0.934, 0.323, 0.589, 0.061], [0.449, 0.113, 0.338, 0.547, 1.0, 0.837, 0.0, 0.0, 0.55, 0.873, 0.94, 0.776], [0.378, 0.723, 0.409, 0.187, 0.91, 0.319, 0.676, 0.102, 0.222, 0.239, 0.469, 0.446]];

const asImage = (rows: number[][]) => expandDims(expandDims(tensor2d(rows), 0), 3) as Tensor4D;
const dark = reconstruction.map((row, y) => row.map((value, x) => (y + x === 0 ? -0.6 : value)));

describe("ssimLoss", () => {
  test("is the released code's, and keeps nothing else", () => {
    const [a, b] = [asImage(reconstruction), asImage(image)];
    const before = memory().numTensors;
    expect(ssimLoss(a, b).dataSync()[0]).toBeCloseTo(0.03301216, 6);
    expect(memory().numTensors).toBe(before + 1);
  });

  test("takes the range off the reconstruction where it is told to", () => {
    expect(ssimLoss(asImage(dark), asImage(image), "released").dataSync()[0]).toBeCloseTo(
      0.05807391,
      6,
    );
    const same = ssimLoss(asImage(reconstruction), asImage(image), "released").dataSync()[0];
    expect(same).toBeCloseTo(0.03301216, 6);
  });

  test("is 0 for the same images, also of several channels", () => {
    const rgb = reshape(asImage(image), [1, 4, 12, 3]) as Tensor4D;
    expect(ssimLoss(rgb, rgb).dataSync()[0]).toBeCloseTo(0, 6);
  });
});
