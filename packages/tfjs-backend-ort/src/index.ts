import "./gradients.ts";

export type { OrtBackend } from "./backend.ts";
export { delegations } from "./delegate/delegate.ts";
export type { EngineStatistics } from "./execution/executor.ts";
export { configure, type EngineOptions } from "./options.ts";
export { BACKEND, delegatedKernels } from "./register.ts";
