import "@flawlens/ops"; // registers TensorFlow.js's gradients
import "./reductionGradients.ts";
import "./registerNode.ts";

export type { OrtBackend } from "./backend.ts";
export { delegations } from "./delegate/delegate.ts";
export type { EngineStatistics } from "./execution/executor.ts";
export { useEngine, type Engine, type EngineName } from "./engine/useEngine.ts";
export { checkExport, type CheckOptions } from "./export/checkExport.ts";
export type { ExportInput } from "./export/exportInput.ts";
export { exportOnnx, type ExportOptions } from "./export/exportOnnx.ts";
export type { ExportFunction } from "./export/traceFunction.ts";
export { configure, type EngineOptions } from "./options.ts";
export { BACKEND, delegatedKernels } from "./register.ts";
export { releaseMemory } from "./engine/releaseMemory.ts";
