import { integer, uniform } from "../_draw.ts";
import { smoothstep } from "../_math.ts";
import { placeOn } from "../_placeOn.ts";
import { paint, type DefectType } from "../_surface.ts";

/** A bundle of long, thin, slightly curved grooves that lay bare bright material. */
export const scratch: DefectType = {
  name: "scratch",
  make(part, random) {
    const at = placeOn(part, random, 0.12);
    const angle = uniform(random, 0, Math.PI);
    const grooves = Array.from({ length: integer(random, 3, 5) }, (_, i) => ({
      half: uniform(random, 0.3, 0.55),
      off: (i - 1.5) * 0.09 + uniform(random, -0.03, 0.03),
      shift: uniform(random, -0.12, 0.12),
      curve: uniform(random, -0.4, 0.4),
      width: uniform(random, 0.015, 0.022),
    }));
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];

    return {
      within: { ...at, radius: 0.85 },
      change(u, v, texel) {
        const along = (u - at.u) * cos + (v - at.v) * sin;
        const across = (v - at.v) * cos - (u - at.u) * sin;
        let depth = 0;
        for (const { half, off, shift, curve, width } of grooves) {
          const s = along - shift;
          const from = Math.abs(across - off - curve * s * s);
          if (from < 2 * width && Math.abs(s) < half)
            depth = Math.max(
              depth,
              smoothstep(2 * width, 0.3 * width, from) * smoothstep(half, half * 0.8, Math.abs(s)),
            );
        }
        if (depth === 0) return;
        texel.height -= 0.03 * depth;
        paint(texel, [0.86, 0.87, 0.88], 0.75 * depth);
        texel.gloss *= 1 - 0.5 * depth;
      },
    };
  },
};
