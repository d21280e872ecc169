import { integer, jitter, noiseSeed, pick, uniform } from "../_draw.ts";
import { smoothstep, type Color, norm } from "../_math.ts";
import { fractalNoise } from "../_noise.ts";
import { placeOn } from "../_placeOn.ts";
import { paint, type DefectType } from "../_surface.ts";

const DIRTS: readonly Color[] = [
  [0.46, 0.24, 0.08], // rust
  [0.34, 0.26, 0.08], // old oil
  [0.56, 0.38, 0.1], // grease
];

/** A smear of foreign matter: an irregular blob with soft borders and a few drops around it. */
export const contamination: DefectType = {
  name: "contamination",
  make(part, random) {
    const at = placeOn(part, random, 0.14);
    const color = jitter(random, pick(random, DIRTS), 0.05);
    const strength = uniform(random, 0.75, 0.95);
    const soft = uniform(random, 0.02, 0.05);
    const shape = fractalNoise(noiseSeed(random), 3);
    const stretch = uniform(random, 0.7, 1.4);
    const radius = uniform(random, 0.2, 0.3);
    const drops = Array.from({ length: integer(random, 3, 7) }, () => ({
      u: at.u + uniform(random, -0.42, 0.42),
      v: at.v + uniform(random, -0.42, 0.42),
      radius: uniform(random, 0.025, 0.07),
    }));

    return {
      within: { ...at, radius: 0.75 },
      change(u, v, texel) {
        const r = norm((u - at.u) * stretch, (v - at.v) / stretch);
        const ragged = radius * (0.35 + 1.3 * shape(u * 7, v * 7));
        let amount = smoothstep(soft, -soft, r - ragged);
        for (const drop of drops)
          amount = Math.max(
            amount,
            smoothstep(0.012, -0.012, norm(u - drop.u, v - drop.v) - drop.radius),
          );
        if (amount === 0) return;
        paint(texel, color, amount * strength * (0.8 + 0.3 * shape(u * 25, v * 25)));
        texel.gloss *= 1 - 0.7 * amount;
        texel.grainU *= 1 - amount;
        texel.grainV *= 1 - amount;
        texel.height += 0.012 * amount;
      },
    };
  },
};
