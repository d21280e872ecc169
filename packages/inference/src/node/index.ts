export * from "../core/index.ts";
export { loadDetector } from "./loadDetector.ts";
export type { LoadOptions, NodeImage } from "./loadDetector.ts";
