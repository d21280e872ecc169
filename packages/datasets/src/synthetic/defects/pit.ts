import { integer, uniform } from "../_draw.ts";
import { smoothstep, norm } from "../_math.ts";
import { placeOn } from "../_placeOn.ts";
import { shade, type DefectType } from "../_surface.ts";

/** A field of small round craters. */
export const pit: DefectType = {
  name: "pit",
  make(part, random) {
    const first = placeOn(part, random, 0.1);
    const craters = Array.from({ length: integer(random, 8, 14) }, (_, i) => ({
      u: first.u + (i === 0 ? 0 : uniform(random, -0.32, 0.32)),
      v: first.v + (i === 0 ? 0 : uniform(random, -0.32, 0.32)),
      radius: uniform(random, 0.03, 0.06),
    }));

    return {
      within: { ...first, radius: 0.55 },
      change(u, v, texel) {
        for (const crater of craters) {
          const r = norm(u - crater.u, v - crater.v) / crater.radius;
          if (r > 1.4) continue;
          texel.height -=
            0.05 * smoothstep(1, 0.2, r) - 0.008 * smoothstep(0.4, 0, Math.abs(r - 1.1));
          shade(texel, 1 - 0.75 * smoothstep(1, 0.4, r));
          texel.gloss *= smoothstep(0.5, 1.2, r);
        }
      },
    };
  },
};
