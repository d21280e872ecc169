// One line a method, and what others may build it from.
export { simplenetMethod } from "./simplenet/simplenetMethod.ts";
export { simplenetConfig } from "./simplenet/simplenetConfig.ts";
export type { SimplenetConfig } from "./simplenet/simplenetConfig.ts";
export { createSimplenet } from "./simplenet/createSimplenet.ts";
export type { SimplenetOptions } from "./simplenet/createSimplenet.ts";
export type { Simplenet } from "./simplenet/simplenet.ts";
