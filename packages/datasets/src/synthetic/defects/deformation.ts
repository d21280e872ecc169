import { uniform } from "../_draw.ts";
import type { DefectType } from "../_surface.ts";

/** The part is bent or dented around a weak spot: its outline and relief move, its material stays. */
export const deformation: DefectType = {
  name: "deformation",
  make(part, random) {
    const spot = part.weakSpot(random);
    const reach = uniform(random, 0.2, 0.28);
    const push = uniform(random, 0.45, 0.6) * reach;
    const dent = uniform(random, 0.05, 0.08);
    const strength = (u: number, v: number) =>
      Math.exp(-((u - spot.u) ** 2 + (v - spot.v) ** 2) / (reach * reach));

    return {
      within: { u: spot.u, v: spot.v, radius: 2.6 * reach },
      bend(point) {
        const amount = push * strength(point.u, point.v);
        point.u -= spot.pushU * amount;
        point.v -= spot.pushV * amount;
      },
      change(u, v, texel) {
        texel.height -= dent * strength(u, v);
      },
    };
  },
};
