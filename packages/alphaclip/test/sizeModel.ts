import type { AlphaClip } from "../src/index.ts";

/** Calls a region of up to 9 pixels small and one of more large, with a cosine of 0.8, and 0.6 for the other. */
export const sizeModel = {
  embedTexts: (texts: readonly string[]) =>
    Promise.resolve(texts.map((text) => Float32Array.of(Number(text === "small"), Number(text === "large")))), // prettier-ignore
  embedRegions: (_image: unknown, masks: readonly { data: ArrayLike<number> }[]) =>
    Promise.resolve(
      masks.map(({ data }) => {
        const area = Array.from(data).reduce((sum, bit) => sum + bit, 0);
        return area <= 9 ? Float32Array.of(0.8, 0.6) : Float32Array.of(0.6, 0.8);
      }),
    ),
} as unknown as AlphaClip;
