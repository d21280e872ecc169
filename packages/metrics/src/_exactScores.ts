import { packNumbers, type PackedNumbers, unpackNumbers } from "./_base64.ts";
import { Column } from "./_column.ts";
import type { Ranking } from "./_ranking.ts";
import type { Floats } from "./_sortFloats.ts";

/** Unsorted scores of both classes, growing: the memory of the exact meters. */
export class ExactScores {
  readonly normal = new Column<Floats>();
  readonly anomalous = new Column<Floats>();

  append({ normal, anomalous }: Ranking): void {
    this.normal.append(normal);
    this.anomalous.append(anomalous);
  }

  appendAll(other: ExactScores): void {
    this.normal.appendAll(other.normal);
    this.anomalous.appendAll(other.anomalous);
  }

  /** Copies each class into one array, of float32 if all scores came as float32. */
  gather(): Ranking {
    const chunks = [...this.normal.chunks(), ...this.anomalous.chunks()];
    const float32 = chunks.every((chunk) => chunk instanceof Float32Array);
    return { normal: join(this.normal, float32), anomalous: join(this.anomalous, float32) };
  }

  get bytes(): number {
    return this.normal.bytes + this.anomalous.bytes;
  }
}

function join(column: Column<Floats>, float32: boolean): Floats {
  const all = float32 ? new Float32Array(column.length) : new Float64Array(column.length);
  let place = 0;
  for (const chunk of column.chunks()) {
    all.set(chunk, place);
    place += chunk.length;
  }
  return all;
}

/** Both classes in JSON. */
export interface PackedScores {
  normal: PackedNumbers;
  anomalous: PackedNumbers;
}

export function packScores(scores: ExactScores): PackedScores {
  const { normal, anomalous } = scores.gather();
  return { normal: packNumbers(normal), anomalous: packNumbers(anomalous) };
}

export function unpackScores(caller: string, packed: PackedScores): ExactScores {
  const scores = new ExactScores();
  scores.append({
    normal: unpackFloats(caller, packed.normal),
    anomalous: unpackFloats(caller, packed.anomalous),
  });
  return scores;
}

function unpackFloats(caller: string, packed: PackedNumbers): Floats {
  const values = unpackNumbers(caller, packed);
  if (values instanceof Uint32Array)
    throw new RangeError(
      `${caller}: expected packed scores of type float32 or float64, got uint32`,
    );
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw new RangeError(`${caller}: expected finite scores, got ${values[i]} at ${i}`);
  return values;
}
