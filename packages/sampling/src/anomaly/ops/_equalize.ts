import { applyTable, histograms } from "./_lut.ts";

/** Pillow's `ImageOps.equalize`: each channel's histogram made as flat as a table can. In place. */
export function equalize(data: Uint8Array): void {
  const counts = histograms(data);
  const table = new Uint8Array(768);
  for (let channel = 0; channel < 3; channel++) {
    const count = counts.subarray(256 * channel, 256 * channel + 256);
    const last = count.findLastIndex((n) => n > 0);
    const step = Math.floor((data.length / 3 - count[last]) / 255);
    let sum = Math.floor(step / 2);
    for (let v = 0; v < 256; v++) {
      table[256 * channel + v] = step === 0 ? v : Math.min(255, Math.floor(sum / step));
      sum += count[v];
    }
  }
  applyTable(data, table);
}
