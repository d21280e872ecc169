import { type Random } from "./_draw.ts";
import { clamp01, mix, type Color, norm } from "./_math.ts";

/** The surface at one point of the scene, before light falls on it. Colours lie in [0, 1]. */
export interface Texel {
  /** How much of the point is the part (1) rather than the background (0). */
  cover: number;
  /** Relief towards the camera, in half frames. */
  height: number;
  red: number;
  green: number;
  blue: number;
  /** Strength of the highlight. */
  gloss: number;
  /** Direction of brushing in the part's frame; (0, 0) for a surface that is not brushed. */
  grainU: number;
  grainV: number;
}

/**
 * One part to photograph: a function of a point in its own frame, where the image
 * spans about -1..1 each way, and what may go wrong with it.
 */
export interface Part {
  /** Writes what is at (u, v) into `texel`, which comes blank and uncovered. */
  surface(u: number, v: number, texel: Texel): void;
  /** The same part with a piece gone, and where that piece was. */
  missing(random: Random): { part: Part; within: Circle };
  /** A point where it can be bent, and the way it gives. */
  weakSpot(random: Random): Point & { pushU: number; pushV: number };
}

/** A kind of part: each call makes another specimen and the table it lies on. */
export interface Category {
  name: string;
  /** Ranges of pose: turn in radians either way, shift and scale about 1 either way. */
  pose: { turn: number; shift: number; scale: number };
  make(random: Random): Part;
  /** What the part lies on; the same frame as the image. */
  background(random: Random): (x: number, y: number, texel: Texel) => void;
}

/** How a defect changes a part, all of it within a circle: swaps it, bends its frame, changes its surface. */
export interface Defect {
  within: Circle;
  part?: Part;
  /** Moves `point` to where the surface seen there came from. */
  bend?(point: Point): void;
  /** Changes the surface at (u, v), a point of the frame before it was bent. */
  change?(u: number, v: number, texel: Texel): void;
}

/** A type of defect: each call makes another one somewhere on the part. */
export interface DefectType {
  name: string;
  make(part: Part, random: Random): Defect;
}

export interface Point {
  u: number;
  v: number;
}

export interface Circle extends Point {
  radius: number;
}

export const EVERYWHERE: Circle = { u: 0, v: 0, radius: Infinity };

/** One pixel of a 128-px image in half frames: the width of a soft edge. */
const PIXEL = 2 / 128;

/** 1 inside (negative distance), 0 outside, one pixel of soft edge. */
export function inside(distance: number): number {
  return clamp01(0.5 - distance / PIXEL);
}

/** Distance to a rectangle with round corners; half sizes `a`, `b`. */
export function roundedBox(u: number, v: number, a: number, b: number, corner: number): number {
  const du = Math.abs(u) - a + corner;
  const dv = Math.abs(v) - b + corner;
  const out = norm(Math.max(du, 0), Math.max(dv, 0));
  return out + Math.min(Math.max(du, dv), 0) - corner;
}

/** Lays paint of a colour over the texel. */
export function paint(texel: Texel, color: Color, amount: number): void {
  texel.red = mix(texel.red, color[0], amount);
  texel.green = mix(texel.green, color[1], amount);
  texel.blue = mix(texel.blue, color[2], amount);
}

/** Darkens (below 1) or lightens all three colours. */
export function shade(texel: Texel, by: number): void {
  texel.red *= by;
  texel.green *= by;
  texel.blue *= by;
}

/** Sets everything but the relief of a covered surface. */
export function cover(texel: Texel, amount: number, color: Color, gloss: number): void {
  texel.cover = Math.max(texel.cover, amount);
  texel.red = color[0];
  texel.green = color[1];
  texel.blue = color[2];
  texel.gloss = gloss;
}

/** A texel with nothing on it. */
export function blank(): Texel {
  return { cover: 0, height: 0, red: 0, green: 0, blue: 0, gloss: 0, grainU: 0, grainV: 0 };
}

/** Empties a texel for the next point. */
export function clear(texel: Texel): void {
  texel.cover = texel.height = texel.red = texel.green = texel.blue = 0;
  texel.gloss = texel.grainU = texel.grainV = 0;
}
