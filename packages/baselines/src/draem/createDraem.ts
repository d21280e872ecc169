import { initParams, runSubnetwork, subnetworkSpec } from "@flawlens/backbones";
import type { Subnetwork } from "@flawlens/backbones";
import type { Detector } from "@flawlens/detector";
import type { RandomStream } from "@flawlens/sampling";
import { div, sigmoid, split, sub } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { tidyOutput } from "@flawlens/ops";
import { draemNetwork } from "./draemNetwork.ts";
import type { DraemWidths } from "./draemNetwork.ts";
import { draemScores } from "./draemScores.ts";

/** A detector by DRAEM. */
export interface Draem extends Detector {
  network: Subnetwork;
}

/** What {@link createDraem} makes a detector of. */
export interface DraemOptions {
  widths: DraemWidths;
  /** Pixels of the square input: a multiple of 32. */
  inputSize: number;
  /** Where the first weights come from. */
  random: RandomStream;
}

/** An untrained detector by DRAEM. Images are given to it as RGB; the released code reads them as BGR. */
export function createDraem({ widths, inputSize, random }: DraemOptions): Draem {
  if (inputSize < 32 || inputSize % 32 !== 0)
    throw new RangeError(
      `createDraem: expected an input size that 32 divides, because the networks halve it five times, got ${inputSize}`,
    );
  const network = draemNetwork(widths);
  const spec = subnetworkSpec(network, [3]);
  return {
    method: "draem",
    types: ["anomaly"],
    inputSize: { height: inputSize, width: inputSize },
    scoring: "largest mean probability in a square of 21 pixels",
    spec,
    params: initParams(spec, { random }),
    network,
    outputs: (params, images) =>
      tidyOutput(() => {
        const [, logits] = runSubnetwork(network, params, [div(images, 255)]).outputs;
        const [normal, anomalous] = split(logits, 2, 3);
        const maps = sigmoid(sub(anomalous, normal)) as Tensor4D; // softmax over two channels
        return { maps, scores: draemScores(maps) };
      }),
  };
}
