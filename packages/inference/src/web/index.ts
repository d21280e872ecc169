export * from "../core/index.ts";
export { loadDetector } from "./loadDetector.ts";
export type { LoadOptions } from "./loadDetector.ts";
export { readPixels } from "./readPixels.ts";
export type { WebImage } from "./readPixels.ts";
