import { applyTable, histograms } from "./_lut.ts";

/**
 * Pillow's `ImageOps.autocontrast`: of each channel drops `cutoff` percent of the pixels
 * at either end, then stretches what is left to 0..255; truncated. In place.
 */
export function autocontrast(data: Uint8Array, cutoff: number): void {
  const counts = histograms(data);
  const table = new Uint8Array(768);
  const cut = Math.floor(((data.length / 3) * cutoff) / 100);
  for (let channel = 0; channel < 3; channel++) {
    const count = counts.subarray(256 * channel, 256 * channel + 256);
    let low = 0;
    for (let left = cut; low < 255 && left >= count[low]; low++) left -= count[low];
    let high = 255;
    for (let left = cut; high > 0 && left >= count[high]; high--) left -= count[high];
    const scale = 255 / (high - low);
    for (let v = 0; v < 256; v++) {
      const stretched = Math.trunc(v * scale - low * scale);
      table[256 * channel + v] = high <= low ? v : Math.min(255, Math.max(0, stretched));
    }
  }
  applyTable(data, table);
}
