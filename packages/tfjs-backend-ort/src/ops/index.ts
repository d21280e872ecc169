export { adamStep, type AdamStepOptions } from "./adamStep.ts";
export { batchNormTrain, type BatchNormTrainResult } from "./batchNormTrain.ts";
