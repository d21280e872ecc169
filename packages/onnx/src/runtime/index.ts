export { findRuntime } from "./findRuntime.ts";
export type {
  FindOptions,
  Runtime,
  RuntimeModule,
  RuntimeSession,
  RuntimeTensor,
} from "./findRuntime.ts";
export { installCommand } from "./installCommand.ts";
export type { RuntimePackage } from "./installCommand.ts";
