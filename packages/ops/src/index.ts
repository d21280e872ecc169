// The application's own tfjs-core comes first: the bundled gradients contain a copy of it, and
// whichever is loaded first makes the engine that all share.
import "@tensorflow/tfjs-core";
import "./gradients.ts";
import "./gradients/index.ts";

export { type AdamState, adamSteps, type AdamStepsOptions } from "./adamSteps.ts";
export { batchNormTrain, type BatchNormTrainResult } from "./batchNormTrain.ts";
export { constant, constantOf } from "./constant.ts";
export { registerGradients } from "./gradients/_register.ts";
export { type Elementwise, elementwise } from "./elementwise.ts";
export { layerNorm } from "./layerNorm.ts";
export { tidyOutput } from "./tidyOutput.ts";
export { topMean } from "./topMean.ts";
