import type { Floats } from "./_sortFloats.ts";

const FIELDS = 3; // normal, anomalous, weight
const LARGEST = 3.4028234663852886e38; // of float32
const scratch = new Float32Array(1);
const scratchBits = new Int32Array(scratch.buffer);

/** One occupied bin. */
export interface Bin {
  /** Scores of the bin are >= this float32 number; those of lower bins are below it. */
  edge: number;
  normal: number;
  anomalous: number;
  /** Sum over its anomalous scores of 1 / area of their region. */
  weight: number;
}

/** An occupied histogram, bin by bin, in JSON. */
export interface PackedHistogram {
  mantissaBits: number;
  bins: number[];
  normal: number[];
  anomalous: number[];
  weight: number[];
}

/**
 * Counts of scores in bins that are cut along float32's own grid: sign, exponent
 * and the first `mantissaBits` bits of the mantissa. Each power of two has
 * 2^mantissaBits bins, so a bin is at most 2^-mantissaBits of its scores wide
 * whatever their range, and two histograms of one kind always fit together.
 *
 * 24 bytes per bin; memory is taken an octave at a time, 512 octaves at most.
 */
export class Histogram {
  readonly mantissaBits: number;
  readonly #octaves: (Float64Array | undefined)[] = Array.from({ length: 512 });

  constructor(caller: string, mantissaBits: number) {
    if (!Number.isInteger(mantissaBits) || mantissaBits < 1 || mantissaBits > 16)
      throw new RangeError(
        `${caller}: expected mantissaBits to be a whole number from 1 to 16, got ${mantissaBits}`,
      );
    this.mantissaBits = mantissaBits;
  }

  /** Adds scores of one class; anomalous ones with the areas of their regions, or 1 each. */
  add(scores: Floats, anomalous: boolean, areas?: Uint32Array): void {
    const drop = 23 - this.mantissaBits;
    const field = anomalous ? 1 : 0;
    for (let i = 0; i < scores.length; i++) {
      const bin = orderedBits(scores[i]) >>> drop;
      const octave = this.#octave(bin >>> this.mantissaBits);
      const place = (bin & ((1 << this.mantissaBits) - 1)) * FIELDS;
      octave[place + field]++;
      if (anomalous) octave[place + 2] += areas === undefined ? 1 : 1 / areas[i];
    }
  }

  /** Adds all of another histogram of the same kind. */
  merge(caller: string, other: Histogram): void {
    if (other === this)
      throw new RangeError(`${caller}: expected another meter, got the meter itself`);
    if (other.mantissaBits !== this.mantissaBits)
      throw new RangeError(
        `${caller}: expected a meter of ${this.mantissaBits} mantissa bits, got one of ${other.mantissaBits}`,
      );
    for (const [index, counts] of other.#octaves.entries()) {
      if (counts === undefined) continue;
      const into = this.#octave(index);
      for (let i = 0; i < into.length; i++) into[i] += counts[i];
    }
  }

  /** The occupied bins, highest scores first. */
  descending(): Bin[] {
    const bins: Bin[] = [];
    for (let index = this.#octaves.length - 1; index >= 0; index--) {
      const counts = this.#octaves[index];
      if (counts === undefined) continue;
      for (let place = counts.length - FIELDS; place >= 0; place -= FIELDS) {
        const normal = counts[place];
        const anomalous = counts[place + 1];
        if (normal + anomalous === 0) continue;
        const edge = edgeOf((index << this.mantissaBits) + place / FIELDS, this.mantissaBits);
        bins.push({ edge, normal, anomalous, weight: counts[place + 2] });
      }
    }
    return bins;
  }

  /** The number of bytes that are held. */
  get bytes(): number {
    return this.#octaves.reduce((sum, octave) => sum + (octave?.byteLength ?? 0), 0);
  }

  pack(): PackedHistogram {
    const packed: PackedHistogram = {
      mantissaBits: this.mantissaBits,
      bins: [],
      normal: [],
      anomalous: [],
      weight: [],
    };
    for (const [index, counts] of this.#octaves.entries()) {
      if (counts === undefined) continue;
      for (let place = 0; place < counts.length; place += FIELDS) {
        if (counts[place] + counts[place + 1] === 0) continue;
        packed.bins.push((index << this.mantissaBits) + place / FIELDS);
        packed.normal.push(counts[place]);
        packed.anomalous.push(counts[place + 1]);
        packed.weight.push(counts[place + 2]);
      }
    }
    return packed;
  }

  /** @throws {RangeError} If it is not what {@link pack} gives. */
  static unpack(caller: string, packed: PackedHistogram): Histogram {
    const histogram = new Histogram(caller, packed.mantissaBits);
    const { bins, normal, anomalous, weight } = packed;
    const limit = 512 << histogram.mantissaBits;
    for (const [i, bin] of bins.entries()) {
      const values = [normal[i], anomalous[i], weight[i]];
      const valid = Number.isInteger(bin) && bin >= 0 && bin < limit;
      if (!valid || !values.every((value) => Number.isFinite(value) && value >= 0))
        throw new RangeError(
          `${caller}: expected bins with counts, got bin ${String(bin)} with ${values.join(", ")}`,
        );
      const place = (bin & ((1 << histogram.mantissaBits) - 1)) * FIELDS;
      histogram.#octave(bin >>> histogram.mantissaBits).set(values, place);
    }
    return histogram;
  }

  #octave(index: number): Float64Array {
    return (this.#octaves[index] ??= new Float64Array(FIELDS << this.mantissaBits));
  }
}

/** The float32 at or below the score as an unsigned number in the same order. */
function orderedBits(score: number): number {
  const clamped = score > LARGEST ? LARGEST : score < -LARGEST ? -LARGEST : score + 0; // no -0
  scratch[0] = clamped;
  const bits = scratchBits[0];
  const ordered = (bits < 0 ? ~bits : bits ^ 0x80000000) >>> 0;
  return scratch[0] > clamped ? ordered - 1 : ordered;
}

/** The lowest float32 of a bin. */
function edgeOf(bin: number, mantissaBits: number): number {
  const ordered = (bin << (23 - mantissaBits)) >>> 0;
  scratchBits[0] = ordered >= 0x80000000 ? ordered ^ 0x80000000 : ~ordered;
  return scratch[0];
}
