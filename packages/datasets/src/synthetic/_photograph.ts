import type { Scene } from "./_scene.ts";
import type { Setting } from "./_setting.ts";

/**
 * The light that reaches the sensor: a lamp and its shadow, diffuse and mirrored.
 *
 * @returns `[size, size, 3]`, row-major, linear; 1 is the sensor's white.
 */
export function photograph(scene: Scene, { light }: Setting): Float32Array {
  const { size, height, color } = scene;
  const shadow = castShadow(scene, light);
  const seen = new Float32Array(color.length);
  // Half-way vector between the lamp and a camera straight above.
  const half = Math.hypot(light.x, light.y, light.z + 1);
  const [hx, hy, hz] = [light.x / half, light.y / half, (light.z + 1) / half];

  for (let y = 0, i = 0; y < size; y++) {
    const up = y === 0 ? 0 : -size;
    const down = y === size - 1 ? 0 : size;
    for (let x = 0; x < size; x++, i++) {
      const left = x === 0 ? 0 : -1;
      const right = x === size - 1 ? 0 : 1;
      const slopeX = limit(((height[i + right] - height[i + left]) * size) / 4);
      const slopeY = limit(((height[i + down] - height[i + up]) * size) / 4);
      const norm = 1 / Math.sqrt(slopeX * slopeX + slopeY * slopeY + 1);
      const facing = Math.max(0, (light.z - slopeX * light.x - slopeY * light.y) * norm);

      // A brushed surface shines across its grain (Kajiya & Kay 1989), any other by Blinn's rule.
      const grainX = scene.grainX[i];
      const grainY = scene.grainY[i];
      const rise = slopeX * grainX + slopeY * grainY;
      const along = (hx * grainX + hy * grainY + hz * rise) ** 2 / (1 + rise * rise);
      const mirror =
        grainX !== 0 || grainY !== 0
          ? 0.45 * power8(1 - along)
          : power8(power4(Math.max(0, (hz - slopeX * hx - slopeY * hy) * norm)));
      const shine = 0.8 * scene.gloss[i] * light.shine * mirror;

      const shaded = 1 - 0.55 * shadow[i] * (1 - scene.cover[i]);
      const lit = (light.ambient + light.key * facing) * shaded;
      for (let c = 3 * i; c < 3 * i + 3; c++) seen[c] = color[c] * lit + shine;
    }
  }
  return seen;
}

/** Steep walls would be all black or all white. */
function limit(slope: number): number {
  return slope > 1.5 ? 1.5 : slope < -1.5 ? -1.5 : slope;
}

function power4(x: number): number {
  return x * x * (x * x);
}

function power8(x: number): number {
  return power4(x) * power4(x);
}

/** The part's outline moved away from the lamp, its border softened. */
function castShadow({ cover, size }: Scene, light: Setting["light"]): Float32Array {
  const reach = (size / 128) * 5;
  const dx = Math.round(-light.x * reach);
  const dy = Math.round(-light.y * reach);
  const moved = new Float32Array(cover.length);
  for (let y = 0; y < size; y++) {
    const fromRow = Math.min(size - 1, Math.max(0, y - dy)) * size;
    for (let x = 0; x < size; x++)
      moved[y * size + x] = cover[fromRow + Math.min(size - 1, Math.max(0, x - dx))];
  }
  const radius = Math.round(size / 64);
  return boxBlur(boxBlur(moved, size, radius, 1, size), size, radius, size, 1);
}

/** Running mean over `2 * radius + 1` values along one axis; the border value repeats. */
function boxBlur(values: Float32Array, size: number, radius: number, step: number, line: number) {
  const out = new Float32Array(values.length);
  for (let k = 0; k < size; k++) {
    const at = (i: number) => values[k * line + Math.min(size - 1, Math.max(0, i)) * step];
    let sum = 0;
    for (let i = -radius; i <= radius; i++) sum += at(i);
    for (let i = 0; i < size; i++) {
      out[k * line + i * step] = sum / (2 * radius + 1);
      sum += at(i + radius + 1) - at(i - radius);
    }
  }
  return out;
}
