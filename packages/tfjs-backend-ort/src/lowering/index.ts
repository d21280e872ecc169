import type { Kernel } from "../recording/kernel.ts";
import { arithmetic } from "./arithmetic.ts";
import { arrangement } from "./arrangement.ts";
import { blocks } from "./blocks.ts";
import { broadcastTo } from "./broadcastTo.ts";
import { cast } from "./cast.ts";
import { comparison } from "./comparison.ts";
import { convolutions3d } from "./convolution3d.ts";
import { convolutionGradients } from "./convolutionGradients.ts";
import { convolutions } from "./convolution.ts";
import { creation } from "./creation.ts";
import { depthwiseGradients } from "./depthwiseGradients.ts";
import { diagonal } from "./diagonal.ts";
import { einsum } from "./einsum.ts";
import { eluGradient } from "./eluGradient.ts";
import { gathering } from "./gathering.ts";
import { joining } from "./joining.ts";
import { localResponse } from "./localResponse.ts";
import { matMul } from "./matMul.ts";
import { morphology } from "./morphology.ts";
import { layerNormalization } from "./layerNormalization.ts";
import { normalization } from "./normalization.ts";
import { optimizer } from "./optimizer.ts";
import { padding } from "./padding.ts";
import { pooling } from "./pooling.ts";
import { reductions } from "./reduction.ts";
import { resizing } from "./resize.ts";
import { scans } from "./scan.ts";
import { scattering } from "./scattering.ts";
import { selection } from "./selection.ts";
import { slicing } from "./slicing.ts";
import { softmaxes } from "./softmax.ts";
import { topK } from "./topK.ts";
import { unaries } from "./unary.ts";

/** Every kernel that ONNX Runtime computes; the others go to TensorFlow.js's cpu backend. */
export const KERNELS: readonly Kernel[] = [
  ...arithmetic,
  ...arrangement,
  ...blocks,
  broadcastTo,
  cast,
  ...comparison,
  ...convolutions3d,
  ...convolutionGradients,
  ...convolutions,
  ...creation,
  ...depthwiseGradients,
  diagonal,
  einsum,
  eluGradient,
  ...gathering,
  ...joining,
  ...localResponse,
  ...matMul,
  ...morphology,
  ...layerNormalization,
  ...normalization,
  ...optimizer,
  ...padding,
  ...pooling,
  ...reductions,
  ...resizing,
  ...scans,
  ...scattering,
  ...selection,
  ...slicing,
  ...softmaxes,
  topK,
  ...unaries,
];
