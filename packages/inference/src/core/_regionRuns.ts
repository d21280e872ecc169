import { connectedRuns } from "@flawlens/metrics";
import type { Region } from "./region.ts";

/**
 * Regions from their horizontal runs of pixels, added in reading order: nothing is held of the pixels.
 * 16 bytes a run.
 */
export class RegionRuns {
  readonly #width: number;
  #count = 0;
  #starts = new Int32Array(1024);
  #ends = new Int32Array(1024);
  #peaks = new Float32Array(1024);
  #places = new Int32Array(1024);

  /** @param width - Pixels of a row. */
  constructor(width: number) {
    this.#width = width;
  }

  /**
   * Adds pixels of one row, which continue the run before where they follow it.
   *
   * @param start - `row * width + column` of the first pixel.
   * @param end - One past the last.
   * @param peak - The highest value among them, a float32.
   * @param place - The first pixel that has it.
   */
  add(start: number, end: number, peak: number, place: number): void {
    const last = this.#count - 1;
    if (last >= 0 && this.#ends[last] === start && start % this.#width !== 0) {
      this.#ends[last] = end;
      if (!(peak > this.#peaks[last])) return;
      this.#peaks[last] = peak;
      this.#places[last] = place;
      return;
    }
    const run = this.#count++;
    if (run === this.#starts.length) this.#grow();
    this.#starts[run] = start;
    this.#ends[run] = end;
    this.#peaks[run] = peak;
    this.#places[run] = place;
  }

  /** The 8-connected regions, highest peak first, equal ones in reading order of their first pixels. */
  regions(): Region[] {
    const width = this.#width;
    const starts = this.#starts.subarray(0, this.#count);
    const ends = this.#ends.subarray(0, this.#count);
    const { components, count } = connectedRuns({ starts, ends }, width);
    const lefts = new Int32Array(count).fill(width);
    const rights = new Int32Array(count);
    const tops = new Int32Array(count).fill(-1);
    const bottoms = new Int32Array(count);
    const areas = new Int32Array(count);
    const peaks = new Float32Array(count).fill(-Infinity);
    const places = new Int32Array(count);
    for (let run = 0; run < components.length; run++) {
      const of = components[run];
      const row = Math.floor(starts[run] / width);
      const [left, right] = [starts[run] - row * width, ends[run] - row * width];
      if (tops[of] < 0) tops[of] = row;
      bottoms[of] = row + 1;
      if (left < lefts[of]) lefts[of] = left;
      if (right > rights[of]) rights[of] = right;
      areas[of] += right - left;
      if (!(this.#peaks[run] > peaks[of])) continue;
      peaks[of] = this.#peaks[run];
      places[of] = this.#places[run];
    }
    return Array.from({ length: count }, (_, i): Region => {
      const [x, y] = [lefts[i], tops[i]];
      const row = Math.floor(places[i] / width);
      return {
        box: { x, y, width: rights[i] - x, height: bottoms[i] - y },
        area: areas[i],
        peak: { x: places[i] - row * width, y: row, value: peaks[i] },
      };
    }).sort((a, b) => b.peak.value - a.peak.value);
  }

  #grow(): void {
    const grown = <T extends Int32Array | Float32Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    const size = 2 * this.#starts.length;
    this.#starts = grown(this.#starts, new Int32Array(size));
    this.#ends = grown(this.#ends, new Int32Array(size));
    this.#peaks = grown(this.#peaks, new Float32Array(size));
    this.#places = grown(this.#places, new Int32Array(size));
  }
}
