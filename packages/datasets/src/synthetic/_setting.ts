import { noiseSeed, uniform, type Random } from "./_draw.ts";
import type { Category, Texel } from "./_surface.ts";

/** Everything about a photograph that is neither the part nor its defect; drawn once per image. */
export interface Setting {
  /** The transform from the frame to the part: rotation (cosine, sine), shift, scale. */
  pose: { cos: number; sin: number; shiftX: number; shiftY: number; scale: number };
  light: { x: number; y: number; z: number; ambient: number; key: number; shine: number };
  camera: {
    gains: [red: number, green: number, blue: number];
    lift: number;
    /** Fall of light across the frame, per half frame. */
    slopeX: number;
    slopeY: number;
    vignette: number;
    /** Share of each neighbour in a pixel, along each axis. */
    blur: number;
    /** Standard deviation of the sensor's noise, in grey levels. */
    noise: number;
    seed: number;
  };
  background: (x: number, y: number, texel: Texel) => void;
}

/** Draws pose, light and camera: all vary enough that brightness alone tells nothing. */
export function drawSetting(category: Category, random: Random): Setting {
  const turn = uniform(random, -category.pose.turn, category.pose.turn);
  const azimuth = uniform(random, -2.6, -1.9); // from the upper left
  const elevation = uniform(random, 0.82, 1);
  const gain = uniform(random, 0.84, 1.19);
  return {
    pose: {
      cos: Math.cos(turn),
      sin: Math.sin(turn),
      shiftX: uniform(random, -category.pose.shift, category.pose.shift),
      shiftY: uniform(random, -category.pose.shift, category.pose.shift),
      scale: uniform(random, 1 - category.pose.scale, 1 + category.pose.scale),
    },
    light: {
      x: Math.cos(azimuth) * Math.cos(elevation),
      y: Math.sin(azimuth) * Math.cos(elevation),
      z: Math.sin(elevation),
      ambient: uniform(random, 0.34, 0.42),
      key: uniform(random, 0.76, 0.88),
      shine: uniform(random, 0.8, 1.1),
    },
    camera: {
      gains: [gain * uniform(random, 0.97, 1.03), gain, gain * uniform(random, 0.96, 1.04)],
      lift: uniform(random, 0, 0.05),
      slopeX: uniform(random, -0.08, 0.08),
      slopeY: uniform(random, -0.08, 0.08),
      vignette: uniform(random, 0.04, 0.12),
      blur: uniform(random, 0.04, 0.14),
      noise: uniform(random, 1, 2.2),
      seed: noiseSeed(random),
    },
    background: category.background(random),
  };
}
