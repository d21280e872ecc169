import type { Adl } from "./adl.ts";
import { adlOutputs } from "./adlOutputs.ts";

/** The same detector with maps that cost no gradients: for its scores and cues alone. */
export function withoutGradients(model: Adl): Adl {
  return {
    ...model,
    outputs: (params, images) => adlOutputs({ ...model, maps: "segmentation" }, params, images),
  };
}
