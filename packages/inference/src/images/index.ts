export { cutFrame } from "./cutFrame.ts";
export { framesOf, insideSize } from "./framing.ts";
export type { Frame, Framing, Tiling } from "./framing.ts";
export { lookedAt } from "./lookAt.ts";
export type { LookAt, LookedAt, MaskToLookAt, Point, PolygonsToLookAt } from "./lookAt.ts";
export type { Pixels } from "./pixels.ts";
export { resizePixels } from "./resizePixels.ts";
