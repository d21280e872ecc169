import { mix } from "./_math.ts";
import type { Setting } from "./_setting.ts";
import { blank, clear, EVERYWHERE, type Circle, type Defect, type Part } from "./_surface.ts";

/** What each pixel sees, before light falls on it: part over background, in buffers. */
export interface Scene {
  size: number;
  cover: Float32Array;
  height: Float32Array;
  /** `[size, size, 3]`. */
  color: Float32Array;
  gloss: Float32Array;
  grainX: Float32Array;
  grainY: Float32Array;
}

/** Lays the part out on its background. */
export function layOut(part: Part, setting: Setting, size: number): Scene {
  const n = size * size;
  const scene = {
    size,
    cover: new Float32Array(n),
    height: new Float32Array(n),
    color: new Float32Array(n * 3),
    gloss: new Float32Array(n),
    grainX: new Float32Array(n),
    grainY: new Float32Array(n),
  };
  look(scene, part, setting, { within: EVERYWHERE });
  return scene;
}

/** A copy of the part's scene with a defect in it; only pixels within its circle are looked at again. */
export function spoil(clean: Scene, part: Part, defect: Defect, setting: Setting): Scene {
  const scene = {
    size: clean.size,
    cover: clean.cover.slice(),
    height: clean.height.slice(),
    color: clean.color.slice(),
    gloss: clean.gloss.slice(),
    grainX: clean.grainX.slice(),
    grainY: clean.grainY.slice(),
  };
  look(scene, defect.part ?? part, setting, defect);
  return scene;
}

function look(scene: Scene, part: Part, { pose, background }: Setting, defect: Defect): void {
  const { size } = scene;
  const texel = blank();
  const under = blank();
  const point = { u: 0, v: 0 };
  for (let row = 0, i = 0; row < size; row++) {
    for (let column = 0; column < size; column++, i++) {
      const x = ((column + 0.5) * 2) / size - 1;
      const y = ((row + 0.5) * 2) / size - 1;
      const dx = (x - pose.shiftX) / pose.scale;
      const dy = (y - pose.shiftY) / pose.scale;
      const u = (point.u = dx * pose.cos + dy * pose.sin);
      const v = (point.v = dy * pose.cos - dx * pose.sin);
      if (outside(u, v, defect.within)) continue;
      defect.bend?.(point);
      clear(texel);
      part.surface(point.u, point.v, texel);
      if (texel.cover > 0) defect.change?.(u, v, texel);
      if (texel.cover < 1) background(x, y, under);

      const t = texel.cover;
      scene.cover[i] = t;
      scene.height[i] = mix(under.height, texel.height, t);
      scene.color[3 * i] = mix(under.red, texel.red, t);
      scene.color[3 * i + 1] = mix(under.green, texel.green, t);
      scene.color[3 * i + 2] = mix(under.blue, texel.blue, t);
      scene.gloss[i] = mix(under.gloss, texel.gloss, t);
      scene.grainX[i] = texel.grainU * pose.cos - texel.grainV * pose.sin;
      scene.grainY[i] = texel.grainU * pose.sin + texel.grainV * pose.cos;
    }
  }
}

function outside(u: number, v: number, circle: Circle): boolean {
  return (u - circle.u) ** 2 + (v - circle.v) ** 2 > circle.radius * circle.radius;
}
