export * from "../core/index.ts";
export { openDetectorFile } from "../openDetectorFile.ts";
export type { DetectorFile } from "../openDetectorFile.ts";
export { setThresholds } from "../setThresholds.ts";
export { loadDetector } from "./loadDetector.ts";
export type { LoadOptions } from "./loadDetector.ts";
export { readPixels } from "./readPixels.ts";
export type { WebImage } from "./readPixels.ts";
