export type { Grid } from "./grid.ts";
export type { CurveOptions } from "./_operatingPoints.ts";
export { UndefinedMetricError } from "./undefinedMetricError.ts";

export { auroc } from "./auroc.ts";
export { averagePrecision } from "./averagePrecision.ts";
export { f1Max, type F1Max } from "./f1Max.ts";
export { confusion, type Confusion } from "./confusion.ts";
export { imageMetrics, type ImageMetrics } from "./imageMetrics.ts";
export { rocCurve, type RocCurve } from "./rocCurve.ts";
export { precisionRecallCurve, type PrecisionRecallCurve } from "./precisionRecallCurve.ts";
export { oneVsRest, type OneVsRest } from "./oneVsRest.ts";

export { pixelAuroc } from "./pixelAuroc.ts";
export { pixelAveragePrecision } from "./pixelAveragePrecision.ts";
export { pixelF1Max } from "./pixelF1Max.ts";
export { pixelConfusion } from "./pixelConfusion.ts";
export { pixelMetrics, type PixelMetrics } from "./pixelMetrics.ts";
export { pixelRocCurve } from "./pixelRocCurve.ts";
export { pixelPrecisionRecallCurve } from "./pixelPrecisionRecallCurve.ts";
export { aupro, type AuproOptions } from "./aupro.ts";
export { proCurve, type ProCurve } from "./proCurve.ts";
export { connectedComponents } from "./connectedComponents.ts";
