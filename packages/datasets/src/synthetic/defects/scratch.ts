import { pick, smoothstep, uniform } from "../_draw.ts";
import { shade, type DefectType } from "../_surface.ts";

/** One or two long, thin, slightly curved grooves. */
export const scratch: DefectType = {
  name: "scratch",
  make(part, random) {
    const at = part.place(random, 0.1);
    const angle = uniform(random, 0, Math.PI);
    const half = uniform(random, 0.22, 0.42);
    const curve = uniform(random, -0.5, 0.5);
    const width = uniform(random, 0.013, 0.02);
    const tone = pick(random, [uniform(random, 0.4, 0.6), uniform(random, 1.45, 1.75)]);
    const second = random() < 0.35 ? uniform(random, 0.05, 0.09) : null;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];

    return {
      within: { ...at, radius: half + 0.2 },
      change(u, v, texel) {
        const along = (u - at.u) * cos + (v - at.v) * sin;
        if (Math.abs(along) > half) return;
        const across = (v - at.v) * cos - (u - at.u) * sin - curve * along * along;
        const line = groove(across, width) + (second ? 0.8 * groove(across - second, width) : 0);
        const depth = Math.min(line, 1) * smoothstep(half, half * 0.8, Math.abs(along));
        if (depth === 0) return;
        texel.height -= 0.02 * depth;
        shade(texel, 1 + (tone - 1) * depth);
        texel.gloss *= 1 - 0.5 * depth;
      },
    };
  },
};

/** 1 in the middle of a groove, 0 from twice its half width on. */
function groove(across: number, width: number): number {
  return smoothstep(2 * width, 0.3 * width, Math.abs(across));
}
