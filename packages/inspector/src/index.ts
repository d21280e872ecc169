export { inspectorFile, inspectorPage } from "./inspectorPage.ts";
export { openRunFiles } from "./openRunFiles.ts";
export type { RunFiles } from "./openRunFiles.ts";
export { serveInspector } from "./serveInspector.ts";
export type { ServeOptions, Serving } from "./serveInspector.ts";
export type {
  LiveExample,
  LiveExamples,
  LivePoint,
  LiveProgress,
  LiveResults,
  LiveSections,
} from "./liveSections.ts";
export { serveLive } from "./serveLive.ts";
export type { LivePage, ServeLiveOptions } from "./serveLive.ts";
