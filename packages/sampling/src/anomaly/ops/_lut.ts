/** Sets every value to its entry in a table of 256, or of 768: one table per channel of RGB. In place. */
export function applyTable(data: Uint8Array, table: Uint8Array): void {
  if (table.length === 256) {
    for (let i = 0; i < data.length; i++) data[i] = table[data[i]];
    return;
  }
  for (let i = 0; i < data.length; i += 3) {
    data[i] = table[data[i]];
    data[i + 1] = table[256 + data[i + 1]];
    data[i + 2] = table[512 + data[i + 2]];
  }
}

/** How often each value occurs: `[3 * 256]`, channel after channel of RGB. */
export function histograms(data: Uint8Array): Uint32Array {
  const counts = new Uint32Array(768);
  for (let i = 0; i < data.length; i += 3) {
    counts[data[i]]++;
    counts[256 + data[i + 1]]++;
    counts[512 + data[i + 2]]++;
  }
  return counts;
}
