import type { AlphaClip } from "../src/use/createAlphaClip.ts";

/** The descriptions of `handRegions`. */
export const texts = ["scratch on gear", "stain on gear", "hole in wood"];
const seen: Record<string, number[]> = {
  "1": [1, 0, 0],
  "5": [0, 1, 0],
  "10": [0.9, 0, 0.4],
  whole: [0.6, 0.8, 0],
};
/**
 * A model by hand for `handRegions`. It sees the scratch and the stain, takes the hole in wood for a scratch (0.9) sooner
 * than for a hole (0.4), and the whole image for a stain (0.8) sooner than for a scratch (0.6).
 */
export const handModel: AlphaClip = {
  towers: {} as AlphaClip["towers"],
  embedTexts: async (asked) =>
    asked.map((text) => Float32Array.from(texts, (known) => Number(known === text))),
  embedRegions: async (_image, masks) =>
    masks.map(({ data }) => {
      const bits = Array.from(data);
      const place = bits.every(Boolean) ? "whole" : `${bits.indexOf(1)}`;
      return Float32Array.from(seen[place]);
    }),
};
