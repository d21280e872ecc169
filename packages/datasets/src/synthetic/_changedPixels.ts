/** Grey levels a pixel's strongest channel must move by to belong to the defect. */
const VISIBLE = 12;
/** Fewest pixels of a 128-px image, and mean grey levels over them, for a defect anyone would see. */
const LEAST = { pixels: 24, change: 20 };

/**
 * The mask of a defect: where the same photograph with and without it differs.
 *
 * @param before - `[size, size, 3]` grey levels without noise; `after` the same with the defect.
 * @returns `[size, size]`, 1 where it differs; null if too little does.
 */
export function changedPixels(
  before: Float32Array,
  after: Float32Array,
  size: number,
): Uint8Array | null {
  const mask = new Uint8Array(size * size);
  let pixels = 0;
  let change = 0;
  for (let i = 0; i < mask.length; i++) {
    let most = 0;
    for (let c = 3 * i; c < 3 * i + 3; c++) most = Math.max(most, Math.abs(after[c] - before[c]));
    if (most < VISIBLE) continue;
    mask[i] = 1;
    pixels++;
    change += most;
  }
  if (pixels < LEAST.pixels * (size / 128) ** 2 || change < LEAST.change * pixels) return null;
  return tidy(tidy(mask, size), size);
}

/** A pixel among changed ones is part of the defect; one almost alone is not. */
function tidy(mask: Uint8Array, size: number): Uint8Array {
  const out = mask.slice();
  for (let y = 1; y < size - 1; y++)
    for (let x = 1; x < size - 1; x++) {
      const i = y * size + x;
      const row = mask[i - 1] + mask[i + 1];
      const above = mask[i - size - 1] + mask[i - size] + mask[i - size + 1];
      const below = mask[i + size - 1] + mask[i + size] + mask[i + size + 1];
      const around = row + above + below;
      if (around >= 6) out[i] = 1;
      if (around <= 1) out[i] = 0;
    }
  return out;
}
