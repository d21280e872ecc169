import type { Floats } from "./_sortFloats.ts";

const FIELDS = 5; // of a bin
const NORMAL = 0;
const ANOMALOUS = 1;
const HIGH = 2; // the weight in whole units of 2^-24, exact up to 2^29 regions
const LOW = 3; // and the rest of it in units of 2^-56, below 2^32
const ONLY = 4; // the score that all scores of the bin have; NaN once they differ
const HIGH_UNITS = 2 ** 24;
const LOW_UNITS = 2 ** 32; // in a high one
const LARGEST = 3.4028234663852886e38; // of float32
const scratch = new Float32Array(1);
const scratchBits = new Int32Array(scratch.buffer);

/** One occupied bin. */
export interface Bin {
  /** Scores of the bin are >= this float32 number; those of lower bins are below it. */
  edge: number;
  normal: number;
  anomalous: number;
  /** Sum over its anomalous scores of 1 / area of their region, where areas were given. */
  weight: number;
  /** Whether all its scores are equal, so that nothing is lost by the bin. */
  tied: boolean;
}

/** An occupied histogram, bin by bin, in JSON. */
export interface PackedHistogram {
  mantissaBits: number;
  bins: number[];
  normal: number[];
  anomalous: number[];
  /** The weight of each bin in units of 2^-24, and what is left of it in units of 2^-56. */
  weight: number[];
  weightRest: number[];
  /** The one score of each bin, `null` where it has several. */
  only: (number | null)[];
}

/**
 * Counts of scores in bins that are cut along float32's own grid: sign, exponent
 * and the first `mantissaBits` bits of the mantissa. Each power of two has
 * 2^mantissaBits bins, so a bin is at most 2^-mantissaBits of its scores wide
 * whatever their range, and two histograms of one kind always fit together.
 *
 * All that is kept of a bin is whole numbers and whether its scores are equal, so that the order
 * in which scores and histograms are added changes nothing. The weight 1 / area is rounded down to
 * 2^-56 for that.
 *
 * 40 bytes per bin; memory is taken an octave at a time, 512 octaves at most.
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

  /** Adds scores of one class; anomalous ones, if at all, with the areas of their regions. */
  add(scores: Floats, anomalous: boolean, areas?: Uint32Array): void {
    const field = anomalous ? ANOMALOUS : NORMAL;
    const drop = 23 - this.mantissaBits;
    const bits = scores instanceof Float32Array ? bitsOf(scores) : null;
    const share = { high: 0, low: 0, area: 0 };
    for (let i = 0; i < scores.length; i++) {
      const score = scores[i] + 0; // no -0
      const ordered = bits && score !== 0 ? inOrder(bits[i]) : orderedBits(score);
      const bin = ordered >>> drop;
      const octave = this.#octave(bin >>> this.mantissaBits);
      const place = (bin & ((1 << this.mantissaBits) - 1)) * FIELDS;
      if (octave[place + NORMAL] + octave[place + ANOMALOUS] === 0) octave[place + ONLY] = score;
      else if (octave[place + ONLY] !== score) octave[place + ONLY] = Number.NaN;
      octave[place + field]++;
      if (areas === undefined) continue;
      if (areas[i] !== share.area) setShare(share, areas[i]);
      addWeight(octave, place, share.high, share.low);
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
    for (const [index, from] of other.#octaves.entries()) {
      if (from === undefined) continue;
      const into = this.#octave(index);
      for (let place = 0; place < into.length; place += FIELDS) {
        if (from[place + NORMAL] + from[place + ANOMALOUS] === 0) continue;
        if (into[place + NORMAL] + into[place + ANOMALOUS] === 0)
          into[place + ONLY] = from[place + ONLY];
        else if (into[place + ONLY] !== from[place + ONLY]) into[place + ONLY] = Number.NaN;
        into[place + NORMAL] += from[place + NORMAL];
        into[place + ANOMALOUS] += from[place + ANOMALOUS];
        addWeight(into, place, from[place + HIGH], from[place + LOW]);
      }
    }
  }

  /** The occupied bins, highest scores first. */
  descending(): Bin[] {
    const bins: Bin[] = [];
    for (let index = this.#octaves.length - 1; index >= 0; index--) {
      const counts = this.#octaves[index];
      if (counts === undefined) continue;
      for (let place = counts.length - FIELDS; place >= 0; place -= FIELDS) {
        const normal = counts[place + NORMAL];
        const anomalous = counts[place + ANOMALOUS];
        if (normal + anomalous === 0) continue;
        const edge = edgeOf((index << this.mantissaBits) + place / FIELDS, this.mantissaBits);
        const weight = (counts[place + HIGH] + counts[place + LOW] / LOW_UNITS) / HIGH_UNITS;
        const tied = !Number.isNaN(counts[place + ONLY]);
        bins.push({ edge, normal, anomalous, weight, tied });
      }
    }
    return bins;
  }

  /** Scores of each class over all bins. */
  get count(): { normal: number; anomalous: number } {
    let normal = 0;
    let anomalous = 0;
    for (const counts of this.#octaves)
      for (let place = 0; place < (counts?.length ?? 0); place += FIELDS) {
        normal += counts![place + NORMAL];
        anomalous += counts![place + ANOMALOUS];
      }
    return { normal, anomalous };
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
      weightRest: [],
      only: [],
    };
    for (const [index, counts] of this.#octaves.entries()) {
      if (counts === undefined) continue;
      for (let place = 0; place < counts.length; place += FIELDS) {
        if (counts[place + NORMAL] + counts[place + ANOMALOUS] === 0) continue;
        packed.bins.push((index << this.mantissaBits) + place / FIELDS);
        packed.normal.push(counts[place + NORMAL]);
        packed.anomalous.push(counts[place + ANOMALOUS]);
        packed.weight.push(counts[place + HIGH]);
        packed.weightRest.push(counts[place + LOW]);
        const only = counts[place + ONLY];
        packed.only.push(Number.isNaN(only) ? null : only);
      }
    }
    return packed;
  }

  /** @throws {RangeError} If it is not what {@link pack} gives. */
  static unpack(caller: string, packed: PackedHistogram): Histogram {
    const histogram = new Histogram(caller, packed.mantissaBits);
    const { bins, normal, anomalous, weight, weightRest, only } = packed;
    for (const column of [bins, normal, anomalous, weight, weightRest, only])
      if (!Array.isArray(column) || column.length !== bins.length)
        throw new RangeError(
          `${caller}: expected bins with counts, weights and scores, one of each for every bin; is the state cut off?`,
        );
    const limit = 512 << histogram.mantissaBits;
    for (const [i, bin] of bins.entries()) {
      const counts = [normal[i], anomalous[i], weight[i], weightRest[i]];
      const rising = Number.isInteger(bin) && bin > (bins[i - 1] ?? -1) && bin < limit;
      const counted = counts.every((value) => Number.isSafeInteger(value) && value >= 0);
      if (!rising || !counted || normal[i] + anomalous[i] === 0 || weightRest[i] >= LOW_UNITS)
        throw new RangeError(
          `${caller}: expected rising bins with counts, got bin ${String(bin)} with ${counts.join(", ")}`,
        );
      const score = only[i];
      const inside = Number.isFinite(score) && binOf(score as number, packed.mantissaBits) === bin;
      if (score !== null && !inside)
        throw new RangeError(
          `${caller}: expected the one score of bin ${bin} or null, got ${String(score)}`,
        );
      const place = (bin & ((1 << histogram.mantissaBits) - 1)) * FIELDS;
      histogram
        .#octave(bin >>> histogram.mantissaBits)
        .set([...counts, score ?? Number.NaN], place);
    }
    return histogram;
  }

  #octave(index: number): Float64Array {
    return (this.#octaves[index] ??= new Float64Array(FIELDS << this.mantissaBits));
  }
}

/** The share of one pixel in a region, 1 / area, as whole numbers. */
function setShare(share: { high: number; low: number; area: number }, area: number): void {
  share.area = area;
  share.high = Math.floor(HIGH_UNITS / area);
  share.low = Math.floor(((HIGH_UNITS - share.high * area) * LOW_UNITS) / area);
}

function addWeight(octave: Float64Array, place: number, high: number, low: number): void {
  const rest = octave[place + LOW] + low;
  const carry = rest >= LOW_UNITS ? 1 : 0;
  octave[place + LOW] = rest - carry * LOW_UNITS;
  octave[place + HIGH] += high + carry;
}

function binOf(score: number, mantissaBits: number): number {
  return orderedBits(score) >>> (23 - mantissaBits);
}

/** The float32 at or below the score as an unsigned number in the same order. */
function orderedBits(score: number): number {
  const clamped = score > LARGEST ? LARGEST : score < -LARGEST ? -LARGEST : score + 0; // no -0
  scratch[0] = clamped;
  const ordered = inOrder(scratchBits[0]);
  return scratch[0] > clamped ? ordered - 1 : ordered;
}

function bitsOf({ buffer, byteOffset, length }: Float32Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length);
}

/** The bits of a float32 as an unsigned number in the order of the numbers. */
function inOrder(bits: number): number {
  return (bits < 0 ? ~bits : bits ^ 0x80000000) >>> 0;
}

/** The lowest float32 of a bin. */
function edgeOf(bin: number, mantissaBits: number): number {
  const ordered = (bin << (23 - mantissaBits)) >>> 0;
  scratchBits[0] = ordered >= 0x80000000 ? ordered ^ 0x80000000 : ~ordered;
  return scratch[0];
}
