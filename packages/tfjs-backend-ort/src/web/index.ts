import "@flawlens/ops"; // registers TensorFlow.js's gradients
import "../reductionGradients.ts";

export type { OrtBackend } from "../backend.ts";
export { delegations } from "../delegate/delegate.ts";
export type { EngineStatistics } from "../execution/executor.ts";
export { checkExport, type CheckOptions } from "../export/checkExport.ts";
export type { ExportInput } from "../export/exportInput.ts";
export { exportOnnx, type ExportOptions } from "../export/exportOnnx.ts";
export type { ExportFunction } from "../export/traceFunction.ts";
export { BACKEND, delegatedKernels } from "../register.ts";
export type { PageOptions } from "./pageOptions.ts";
export { useEngine, type PageEngine } from "./useEngine.ts";
