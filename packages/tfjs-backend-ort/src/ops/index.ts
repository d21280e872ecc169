export { type AdamState, adamSteps, type AdamStepsOptions } from "./adamSteps.ts";
export { batchNormTrain, type BatchNormTrainResult } from "./batchNormTrain.ts";
export { layerNorm } from "./layerNorm.ts";
