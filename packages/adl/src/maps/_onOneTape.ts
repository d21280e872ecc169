import { clone, dispose, engine, keep, scalar, Tensor } from "@tensorflow/tfjs-core";
import { tidyOutput } from "@flawlens/ops";

/** Gradients of Σ y·dy to each of `xs`, null where y does not depend on one. */
export type Backward = (y: Tensor, xs: readonly Tensor[], dy?: Tensor) => (Tensor | null)[];

type Tensors = { [name: string]: Tensor | Tensors | undefined };

/**
 * Computes with gradients of anything computed on the way, as often as wanted: operations are recorded
 * once, and every call of `backward` goes back over that record. TensorFlow.js's own functions compute
 * the function anew for each gradient.
 *
 * @param compute - Its tensors in records; the rest is disposed.
 */
export function onOneTape<T extends object>(compute: (backward: Backward) => T): T {
  return tidyOutput(() => {
    let found: T | undefined;
    // A gradient within a gradient shares the record of the one around it, which itself asks for nothing.
    const record = () => {
      found = compute(backward);
      each(found as Tensors, keep);
      return scalar(0);
    };
    engine().gradients(record, [scalar(0)], undefined, true);
    const result = each(found as Tensors, clone) as T;
    dispose(found as never);
    return result;
  });
}

const backward: Backward = (y, xs, dy) => {
  const start = dy as Tensor; // ones without it
  const { grads } = engine().gradients(() => y, xs as Tensor[], start, true);
  return grads.map((gradient) => gradient ?? null);
};

function each(tensors: Tensors, change: (tensor: Tensor) => Tensor): Tensors {
  const entries = Object.entries(tensors).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [[name, value instanceof Tensor ? change(value) : each(value, change)]],
  );
  return Object.fromEntries(entries) as Tensors;
}
