import type { Kernel } from "../recording/kernel.ts";
import { arithmetic } from "./arithmetic.ts";
import { arrangement } from "./arrangement.ts";
import { cast } from "./cast.ts";
import { comparison } from "./comparison.ts";
import { convolutionGradients } from "./convolutionGradients.ts";
import { convolutions } from "./convolution.ts";
import { creation } from "./creation.ts";
import { depthwiseGradients } from "./depthwiseGradients.ts";
import { matMul } from "./matMul.ts";
import { normalization } from "./normalization.ts";
import { optimizer } from "./optimizer.ts";
import { pooling } from "./pooling.ts";
import { reductions } from "./reduction.ts";
import { resizing } from "./resize.ts";
import { selection } from "./selection.ts";
import { softmaxes } from "./softmax.ts";
import { unaries } from "./unary.ts";

/** Every kernel that ONNX Runtime computes; the others go to TensorFlow.js's cpu backend. */
export const KERNELS: readonly Kernel[] = [
  ...arithmetic,
  ...arrangement,
  cast,
  ...comparison,
  ...convolutionGradients,
  ...convolutions,
  ...creation,
  ...depthwiseGradients,
  ...matMul,
  ...normalization,
  ...optimizer,
  ...pooling,
  ...reductions,
  ...resizing,
  ...selection,
  ...softmaxes,
  ...unaries,
];
