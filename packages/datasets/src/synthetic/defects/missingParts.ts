import type { DefectType } from "../_surface.ts";

/** A piece of the part is gone: a tooth, a screw, a component, a thread, a splinter. */
export const missingParts: DefectType = {
  name: "missing-parts",
  make: (part, random) => part.missing(random),
};
