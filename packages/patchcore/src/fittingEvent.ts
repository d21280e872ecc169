import type { MethodEvent } from "@flawlens/detector";

/** What fitting tells as it goes; an `end` is last. */
export type FittingEvent = Extract<MethodEvent, { kind: "phase" | "end" }>;
