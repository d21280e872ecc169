import { integer, uniform } from "../_draw.ts";
import { smoothstep, norm } from "../_math.ts";
import { placeOn } from "../_placeOn.ts";
import { shade, type DefectType } from "../_surface.ts";

/** A field of small round craters with a raised, bright rim. */
export const pit: DefectType = {
  name: "pit",
  make(part, random) {
    const first = placeOn(part, random, 0.1);
    const craters = Array.from({ length: integer(random, 8, 14) }, (_, i) => ({
      u: first.u + (i === 0 ? 0 : uniform(random, -0.32, 0.32)),
      v: first.v + (i === 0 ? 0 : uniform(random, -0.32, 0.32)),
      radius: uniform(random, 0.04, 0.07),
    }));

    return {
      within: { ...first, radius: 0.55 },
      change(u, v, texel) {
        let floor = 0;
        let rim = 0;
        for (const crater of craters) {
          const r = norm(u - crater.u, v - crater.v) / crater.radius;
          if (r > 1.6) continue;
          floor = Math.max(floor, smoothstep(1, 0.5, r));
          rim = Math.max(rim, smoothstep(0.35, 0, Math.abs(r - 1.2)));
        }
        rim *= 1 - floor;
        texel.height += 0.01 * rim - 0.05 * floor;
        shade(texel, (1 - 0.55 * floor) * (1 + 0.35 * rim));
        texel.gloss *= 1 - floor;
      },
    };
  },
};
