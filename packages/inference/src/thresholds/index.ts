export { chooseThreshold } from "./chooseThreshold.ts";
export type { ThresholdChoice, ThresholdGoal, Tuned } from "./chooseThreshold.ts";
export { allowedByParts, expectedFalseAlarms } from "./expectedFalseAlarms.ts";
export type { NormalReading } from "./expectedFalseAlarms.ts";
export { allowedAbove, gap, thresholdAbove } from "./thresholdAbove.ts";
export { calibratedThresholds, withThresholds } from "./withThresholds.ts";
export type { Thresholds } from "./withThresholds.ts";
