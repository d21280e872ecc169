export { createDetector } from "./createDetector.ts";
export type { DetectorParts } from "./createDetector.ts";
export type {
  Detector,
  Images,
  LookOptions,
  OutputName,
  PredictOptions,
  RawOutput,
} from "./detector.ts";
export { imageOutputs } from "./imageOutputs.ts";
export type { OutputTensor, Session, TensorInfo } from "./session.ts";
export { workAhead } from "./workAhead.ts";
