import type { ElementType, ValueSpec } from "../recording/valueSpec.ts";
import { type Perm, toPhysical } from "./perm.ts";

/** One name in the ONNX graph that holds a value in one order of axes. */
export interface Form {
  name: string;
  perm: Perm;
}

/** Pixels at each side of an image. */
export type Sides = [top: number, left: number, bottom: number, right: number];

/** A recorded value on its way into ONNX: one logical tensor, available in one or more orders of axes. */
export class Lowered implements ValueSpec {
  readonly dtype: ElementType;
  readonly shape: number[];
  readonly size: number;
  readonly forms: Form[];
  /** Where this is an image with one number around it: the image, for operators that pad by themselves. */
  padded?: { image: Lowered; pads: Sides; value: number };
  /** Where less of it can be computed instead of cutting a part out: how; undefined if not for this cut. */
  crop?: (cut: Sides) => Lowered | undefined;

  constructor(spec: ValueSpec, name: string, perm: Perm) {
    this.dtype = spec.dtype;
    this.shape = spec.shape;
    this.size = spec.shape.reduce((product, side) => product * side, 1);
    this.forms = [{ name, perm }];
  }

  /** The order it was computed in: what is at hand without a copy. */
  get primary(): Form {
    return this.forms[0];
  }

  /** The name of the form in this order, where there is one already. */
  find(perm: Perm): string | undefined {
    return this.forms.find((form) => form.perm.every((axis, i) => axis === perm[i]))?.name;
  }
}

/** The axes of a value whose side is not 1, in the order they are stored. */
export function realAxes(shape: readonly number[], perm: Perm): number[] {
  return perm.filter((axis) => shape[axis] !== 1);
}

/** The dims that ONNX sees for a form. */
export function physicalShape(value: ValueSpec, perm: Perm): number[] {
  return toPhysical(value.shape, perm);
}
