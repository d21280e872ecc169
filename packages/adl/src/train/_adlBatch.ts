import type { Batch } from "@flawlens/training";
import { scalar } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import type { SampleTensors } from "../data/_sampleTensors.ts";
import type { HalfBatch } from "../data/halfBatches.ts";
import { annealedLambda } from "../loss/annealedLambda.ts";
import { drawReference } from "../loss/deviationLoss.ts";
import type { Reference } from "../loss/deviationLoss.ts";
import type { Mode } from "../network/modes.ts";

/** What one step believes, drawn for it alone. */
export interface StepBelief {
  soft: Scalar;
  relabel: Scalar;
  lambda: Scalar;
  mean: Scalar;
  std: Scalar;
}

/** What one step learns from. */
export interface AdlBatch extends Batch, SampleTensors, StepBelief {
  ids: string[];
  /** Indices of the nominal images, which come first. */
  nominal: Tensor1D;
  /** Images `[N, height, width, 3]` in [0, 255], unless features are kept. */
  input?: Tensor4D;
  /** Kept features, `feature0` the finest. */
  [feature: `feature${number}`]: Tensor4D;
}

/** See {@link StepBelief}. */
export function beliefOf(
  mode: Pick<Mode, "annealLambda" | "lambda" | "relabelFraction">,
  { step, random }: Pick<HalfBatch, "step" | "random">,
  { burnIn, reference }: { burnIn: number; reference: "drawn" | Reference },
): StepBelief {
  const lambda = mode.annealLambda
    ? annealedLambda(step, { lambda: mode.lambda, burnIn })
    : mode.lambda;
  const { mean, std } = reference === "drawn" ? drawReference(random) : reference;
  return {
    soft: scalar(step > burnIn ? 1 : 0),
    relabel: scalar(random() < mode.relabelFraction ? 1 : 0),
    lambda: scalar(lambda),
    mean: scalar(mean),
    std: scalar(std),
  };
}
