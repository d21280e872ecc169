import type { ElementType, ValueSpec } from "../recording/valueSpec.ts";
import { type Perm, toPhysical } from "./perm.ts";

/** The name of a value in the ONNX graph, in one memory layout. */
export interface Form {
  name: string;
  perm: Perm;
}

/** A number of pixels at each edge of an image. */
export type Sides = [top: number, left: number, bottom: number, right: number];

/** A recorded value on its way into ONNX: one logical tensor, available in one or more memory layouts. */
export class Lowered implements ValueSpec {
  readonly dtype: ElementType;
  readonly shape: number[];
  readonly size: number;
  readonly forms: Form[];
  /** The image without its padding, if this is an image with one number around it: some operators pad themselves. */
  padded?: { image: Lowered; pads: Sides; value: number };
  /** The value x, if this is 1 where x is positive and 0 elsewhere: a product with it has a faster form. */
  positive?: Lowered;
  /** Computes the value without the pixels that would be cut off; returns undefined if it cannot for this cut. */
  crop?: (cut: Sides) => Lowered | undefined;

  constructor(spec: ValueSpec, name: string, perm: Perm) {
    this.dtype = spec.dtype;
    this.shape = spec.shape;
    this.size = spec.shape.reduce((product, side) => product * side, 1);
    this.forms = [{ name, perm }];
  }

  /** The form it was computed in, which needs no copy. */
  get primary(): Form {
    return this.forms[0];
  }

  /** The name of the form in this memory layout, if there is one already. */
  find(perm: Perm): string | undefined {
    return this.forms.find((form) => form.perm.every((axis, i) => axis === perm[i]))?.name;
  }
}

/** The axes of a value whose size is not 1, in the order in which they are stored. */
export function realAxes(shape: readonly number[], perm: Perm): number[] {
  return perm.filter((axis) => shape[axis] !== 1);
}

/** The dims that ONNX sees for a form. */
export function physicalShape(value: ValueSpec, perm: Perm): number[] {
  return toPhysical(value.shape, perm);
}
