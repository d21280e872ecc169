import type { Scalar, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { expectTypeOf } from "vitest";
import {
  createFcdd,
  type Encoder,
  type FcddFitEvent,
  type Head,
  type Loss,
  meanScore,
  multiTypeLoss,
  type Scoring,
} from "./index.ts";

// Components are values: any function or object of the shape fits; a loss need not look at labels of cells.
expectTypeOf<(maps: Tensor4D, labels: Tensor2D) => Scalar>().toExtend<Loss>();
expectTypeOf<Parameters<Loss>>().toEqualTypeOf<[Tensor4D, Tensor2D, cells?: Tensor4D]>();
expectTypeOf(multiTypeLoss()).toEqualTypeOf<Loss>();
expectTypeOf(meanScore).toEqualTypeOf<Scoring>();
expectTypeOf<Parameters<typeof createFcdd>[0]["head"]>().toEqualTypeOf<Head | undefined>();
expectTypeOf<Parameters<typeof createFcdd>[0]["encoder"]>().toEqualTypeOf<Encoder>();

// Randomness must be given.
// @ts-expect-error -- random is missing
createFcdd({ encoder: {} as Encoder, types: ["scratch"] });

// What training tells is told apart by its kind.
const event = {} as FcddFitEvent;
if (event.kind === "step") expectTypeOf(event.loss).toBeNumber();
if (event.kind === "end") expectTypeOf(event.reason).toEqualTypeOf<"done" | "interrupted">();
