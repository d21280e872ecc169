import { type OutputForm } from "../graph/lowerGraph.ts";
import type { Lowered } from "../graph/lowered.ts";
import { isIdentity, type Perm } from "../graph/perm.ts";
import type { Value } from "../recording/value.ts";

/** A graph that was written, as far as its memory layouts are concerned. */
export interface WrittenLayouts {
  /** The values that are fed. */
  inputs: Iterable<Value>;
  outputs: readonly Value[];
  /** The memory layout of each output. */
  forms: readonly OutputForm[];
  /** Every value as it was written, with the memory layouts in which it is needed. */
  lowered: ReadonlyMap<Value, Lowered>;
}

/**
 * The inputs that should be fed in another memory layout, with that layout: those in TensorFlow.js's own that the
 * graph needs in one in which it computes an output of the same shape. A training step computes its parameters anew,
 * so this is the layout in which the next step is given them. If the first step is given them like that too, one
 * compiled graph serves all steps.
 */
export function settledLayouts({
  inputs,
  outputs,
  forms,
  lowered,
}: WrittenLayouts): Map<Value, Perm> {
  const computed = new Map<string, Perm[]>();
  for (const [i, { perm }] of forms.entries()) {
    if (isIdentity(perm)) continue;
    const kind = kindOf(outputs[i]);
    computed.set(kind, [...(computed.get(kind) ?? []), perm]);
  }
  const settled = new Map<Value, Perm>();
  for (const value of inputs) {
    const perms = computed.get(kindOf(value));
    if (!perms || !isIdentity(value.stored!.perm)) continue;
    const wanted = lowered.get(value)!.forms.find((form) => perms.some((perm) => perm.join() === form.perm.join())); // prettier-ignore
    if (wanted) settled.set(value, wanted.perm);
  }
  return settled;
}

function kindOf({ dtype, shape }: Value): string {
  return `${dtype} ${shape.join()}`;
}
