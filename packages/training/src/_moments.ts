import type { Params } from "@flawlens/backbones";
import { dispose, keep, tensor, type Tensor } from "@tensorflow/tfjs-core";

/** What Adam and its kin remember of a parameter. */
export interface Moments {
  m: Tensor;
  v: Tensor;
}

/** Real arrays rather than a recorded "fill": the first step is then computed as all others are. */
export function zeroMoments(param: Tensor): Moments {
  const zeros = () => tensor(new Float32Array(param.size), param.shape);
  return { m: zeros(), v: zeros() };
}

/** By `m/name` and `v/name`, as a checkpoint has them. */
export function momentSlots(moments: ReadonlyMap<string, Moments>): Params {
  const slots: Params = {};
  for (const [name, { m, v }] of moments) {
    slots[`m/${name}`] = m;
    slots[`v/${name}`] = v;
  }
  return slots;
}

/** `m/name` and `v/name` together, every name having both. */
export function momentsOf(optimizer: string, tensors: Params): Map<string, Moments> {
  const moments = new Map<string, Moments>();
  for (const slot of Object.keys(tensors)) {
    const [kind, name] = [slot.slice(0, 2), slot.slice(2)];
    if ((kind !== "m/" && kind !== "v/") || !(`m/${name}` in tensors) || !(`v/${name}` in tensors))
      throw new RangeError(
        `${optimizer}: expected m/ and v/ of every parameter, got ${slot} alone`,
      );
    moments.set(name, { m: keep(tensors[`m/${name}`]), v: keep(tensors[`v/${name}`]) });
  }
  return moments;
}

/** The number of updates in a saved state. */
export function updatesOf(optimizer: string, state: unknown): number {
  const saved = state as { updates?: unknown } | null;
  if (!Number.isSafeInteger(saved?.updates))
    throw new RangeError(
      `${optimizer}: expected a state with the number of updates, got ${JSON.stringify(state)}`,
    );
  return saved?.updates as number;
}

export function disposeMoments(moments: Map<string, Moments>): void {
  for (const { m, v } of moments.values()) dispose([m, v]);
  moments.clear();
}

/** Refuses a number outside [from, below). */
export function checkRange(
  optimizer: string,
  name: string,
  value: number,
  from: number,
  below: number,
): void {
  if (!(value >= from && value < below))
    throw new RangeError(`${optimizer}: expected ${name} in [${from}, ${below}), got ${value}`);
}
