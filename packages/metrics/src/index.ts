export type { Grid } from "./grid.ts";
export type { Box } from "./box.ts";
export type { Point } from "./point.ts";
export type { CurveOptions } from "./_operatingPoints.ts";
export { UndefinedMetricError } from "./undefinedMetricError.ts";

// Scores and labels.
export { auroc } from "./auroc.ts";
export { averagePrecision } from "./averagePrecision.ts";
export { f1Max, type F1Max } from "./f1Max.ts";
export { imageMetrics, type ImageMetrics } from "./imageMetrics.ts";
export { partialAuroc, type PartialAurocOptions } from "./partialAuroc.ts";
export { rocCurve, type RocCurve } from "./rocCurve.ts";
export { precisionRecallCurve, type PrecisionRecallCurve } from "./precisionRecallCurve.ts";
export { confusion, type Confusion } from "./confusion.ts";
export { thresholdAtFpr, type ThresholdAtFpr } from "./thresholdAtFpr.ts";

// Maps and masks.
export { pixelAuroc } from "./pixelAuroc.ts";
export { pixelAveragePrecision } from "./pixelAveragePrecision.ts";
export { pixelF1Max } from "./pixelF1Max.ts";
export { pixelMetrics, type PixelMetrics } from "./pixelMetrics.ts";
export { pixelRocCurve } from "./pixelRocCurve.ts";
export { pixelPrecisionRecallCurve } from "./pixelPrecisionRecallCurve.ts";
export { pixelConfusion } from "./pixelConfusion.ts";
export { pixelThresholdAtFpr } from "./pixelThresholdAtFpr.ts";
export { perImage, type PerImage } from "./perImage.ts";

// Regions.
export { aupro, type AuproOptions } from "./aupro.ts";
export { proCurve, type ProCurve } from "./proCurve.ts";
export { connectedComponents } from "./connectedComponents.ts";
export { connectedRuns } from "./connectedRuns.ts";
export { regionStatistics, type Peak, type Region, type ScoredRegion } from "./regionStatistics.ts";
export { regionOverlaps, type RegionOverlap } from "./regionOverlaps.ts";

// Types, parts, groups, intervals.
export { oneVsRest, type OneVsRest } from "./oneVsRest.ts";
export { sAuroc } from "./sAuroc.ts";
export { maxByPart, type Parts } from "./maxByPart.ts";
export { top1Accuracy, type Top1Accuracy } from "./top1Accuracy.ts";
export {
  bootstrapInterval,
  type BootstrapInterval,
  type BootstrapOptions,
} from "./bootstrapInterval.ts";

// Meters: batch after batch, image after image, machine after machine.
export type { Bounded, BoundedF1Max } from "./_bounded.ts";
export { ExactMeter, type ExactMeterState } from "./exactMeter.ts";
export { ExactPixelMeter, type ExactPixelMeterState } from "./exactPixelMeter.ts";
export {
  BoundedMeter,
  type BoundedImageMetrics,
  type BoundedMeterOptions,
  type BoundedMeterState,
} from "./boundedMeter.ts";
export {
  BoundedPixelMeter,
  type BoundedPixelMeterState,
  type BoundedPixelMetrics,
} from "./boundedPixelMeter.ts";
