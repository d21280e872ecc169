import {
  add,
  clipByValue,
  div,
  exp,
  log,
  log1p,
  minimum,
  maximum,
  mul,
  neg,
  relu,
  sqrt,
  sub,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Tensor1D } from "@tensorflow/tfjs-core";
import { cueNames } from "./cues.ts";
import type { Cues, CueScale } from "./cues.ts";

/** `entropy` of `cues.ts`, on the engine. */
export function entropyOf(probabilities: Tensor1D): Tensor1D {
  return tidy(() => {
    const p = clipByValue(probabilities, 1e-6, 1 - 1e-6);
    const q = sub(1, p);
    return neg(add(mul(p, log(p)), mul(q, log(q)))) as Tensor1D;
  });
}

/** `normalizeCues` of `cues.ts`, on the engine. */
export function normalizedCues(cues: Cues<Tensor1D>, scales: Cues<CueScale>): Cues<Tensor1D> {
  const scaled = (value: Tensor1D, { knee, cap }: CueScale) =>
    div(log1p(div(minimum(maximum(value, 1e-12), cap), knee)), Math.log1p(cap / knee)) as Tensor1D;
  return {
    deviation: scaled(cues.deviation, scales.deviation),
    entropy: scaled(log1p(add(cues.entropy, 1e-8)), scales.entropy),
    segmentation: scaled(sqrt(relu(cues.segmentation)), scales.segmentation),
  };
}

/** `fuseCues` of `cues.ts`, on the engine. */
export function fusedCues(normalized: Cues<Tensor1D>, weights: Cues): Tensor1D {
  const total = cueNames.reduce((sum, cue) => sum + weights[cue], 0);
  const logs = cueNames.map((cue) => mul(log(add(normalized[cue], 1e-6)), weights[cue] / total));
  return exp(logs.reduce((sum, log) => add(sum, log))) as Tensor1D;
}
