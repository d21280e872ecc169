import { uniform } from "../_draw.ts";
import { EVERYWHERE, type DefectType } from "../_surface.ts";

/** The part is bent and dented around two weak spots: its outline and relief move, its material stays. */
export const deformation: DefectType = {
  name: "deformation",
  make(part, random) {
    const dents = [part.weakSpot(random), part.weakSpot(random)].map((spot) => {
      const reach = uniform(random, 0.22, 0.28);
      return { ...spot, reach, push: 0.55 * reach, depth: uniform(random, 0.17, 0.23) };
    });
    type Dent = (typeof dents)[number];
    const strength = ({ u, v, reach }: Dent, atU: number, atV: number) =>
      Math.exp(-((atU - u) ** 2 + (atV - v) ** 2) / (reach * reach));

    return {
      within: EVERYWHERE,
      bend(point) {
        const { u, v } = point;
        for (const dent of dents) {
          const amount = dent.push * strength(dent, u, v);
          point.u -= dent.pushU * amount;
          point.v -= dent.pushV * amount;
        }
      },
      change(u, v, texel) {
        for (const dent of dents) texel.height -= dent.depth * strength(dent, u, v);
      },
    };
  },
};
