import type { Grid } from "@flawlens/metrics";

/**
 * Resizes a map bilinearly with half-pixel centres: output pixel i looks at the map at
 * (i + ½) · mapSize / size − ½, clamped to the map's outermost centres, as PyTorch's
 * `interpolate(..., mode="bilinear", align_corners=False)` does.
 *
 * A map already of that size is returned as it is.
 *
 * @example
 * upsample({ data: [0, 1], height: 1, width: 2 }, { height: 1, width: 4 }).data; // => [0, .25, .75, 1]
 */
export function upsample(map: Grid, size: { height: number; width: number }): Grid {
  const { height, width } = size;
  if (map.height === height && map.width === width) return map;
  const rows = taps(map.height, height);
  const columns = taps(map.width, width);
  const source = map.data;
  const data = new Float32Array(height * width);
  for (let y = 0, o = 0; y < height; y++) {
    const top = rows.low[y] * map.width;
    const bottom = rows.high[y] * map.width;
    const down = rows.fraction[y];
    for (let x = 0; x < width; x++, o++) {
      const left = columns.low[x];
      const right = columns.high[x];
      const along = columns.fraction[x];
      const above = source[top + left] + along * (source[top + right] - source[top + left]);
      const below =
        source[bottom + left] + along * (source[bottom + right] - source[bottom + left]);
      data[o] = above + down * (below - above);
    }
  }
  return { data, height, width };
}

/** For each output position: the two source positions around it and how far along it lies. */
function taps(from: number, to: number) {
  const low = new Int32Array(to);
  const high = new Int32Array(to);
  const fraction = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    const at = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    low[i] = Math.floor(at);
    high[i] = Math.min(low[i] + 1, from - 1);
    fraction[i] = at - low[i];
  }
  return { low, high, fraction };
}
