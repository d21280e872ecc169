import { applyTable } from "./_lut.ts";

/** 255·(v/255)^γ, one γ per channel; truncated, in float32 as numpy computes it. In place. */
export function gammaContrast(data: Uint8Array, gammas: readonly number[]): void {
  const table = new Uint8Array(768);
  gammas.forEach((gamma, channel) => {
    const exponent = Math.fround(gamma);
    for (let v = 0; v < 256; v++)
      table[256 * channel + v] = Math.fround(Math.fround(Math.fround(v / 255) ** exponent) * 255);
  });
  applyTable(data, table);
}
