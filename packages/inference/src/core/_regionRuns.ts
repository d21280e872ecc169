import { connectedRuns } from "@flawlens/metrics";
import type { Region } from "./region.ts";

/** Regions from their horizontal runs of pixels, added in reading order: nothing is held of the pixels. */
export class RegionRuns {
  readonly #width: number;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #peaks: number[] = [];
  readonly #places: number[] = [];

  /** @param width - Pixels of a row. */
  constructor(width: number) {
    this.#width = width;
  }

  /**
   * Adds pixels of one row, which continue the run before where they follow it.
   *
   * @param start - `row * width + column` of the first pixel.
   * @param end - One past the last.
   * @param peak - The highest value among them.
   * @param place - The first pixel that has it.
   */
  add(start: number, end: number, peak: number, place: number): void {
    let run = this.#starts.length - 1;
    if (start % this.#width === 0 || this.#ends[run] !== start) {
      run = this.#starts.push(start) - 1;
    } else if (!(peak > this.#peaks[run])) {
      this.#ends[run] = end;
      return;
    }
    this.#ends[run] = end;
    this.#peaks[run] = peak;
    this.#places[run] = place;
  }

  /** The 8-connected regions, highest peak first, equal ones in reading order of their first pixels. */
  regions(): Region[] {
    const width = this.#width;
    const { components } = connectedRuns({ starts: this.#starts, ends: this.#ends }, width);
    const found: Region[] = [];
    for (const [run, start] of this.#starts.entries()) {
      const y = Math.floor(start / width);
      const left = start - y * width;
      const length = this.#ends[run] - start;
      const value = this.#peaks[run];
      const region = (found[components[run]] ??= {
        box: { x: left, y, width: 0, height: 0 },
        area: 0,
        peak: { x: 0, y: 0, value: -Infinity },
      });
      const { box, peak } = region;
      const right = Math.max(box.x + box.width, left + length);
      box.x = Math.min(box.x, left);
      box.width = right - box.x;
      box.height = y + 1 - box.y;
      region.area += length;
      if (value > peak.value) region.peak = { x: this.#places[run] % width, y, value };
    }
    return found.sort((a, b) => b.peak.value - a.peak.value);
  }
}
