import type { Params } from "@flawlens/backbones";
import {
  add,
  cast,
  concat,
  equal,
  fill,
  log,
  matMul,
  maximum,
  mean,
  mul,
  neg,
  range,
  reshape,
  slice,
  sub,
  tensor1d,
} from "@tensorflow/tfjs-core";
import type { Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { recordNames } from "./weightRecord.ts";
import type { WeightRecord } from "./weightRecord.ts";

/** The sums before the first step: all zero. */
export function emptyRecord(count: number): Params {
  return Object.fromEntries(recordNames.map((name) => [name, tensor1d(new Float32Array(count))]));
}

/**
 * Adds one more step to the sums: the first samples of a batch are those of `nominal`. They are compared with each other,
 * so that neither the step nor the anomalies that shared the batch count.
 */
export function nextRecord(
  record: Params,
  nominal: Tensor1D,
  {
    classifier,
    deviation,
    focal,
  }: {
    /** Weights of a whole batch. */
    classifier: Tensor1D;
    deviation: Tensor1D;
    /** Its losses by the segmentation. */
    focal: Tensor1D;
  },
  soft: Scalar,
): Params {
  const count = record[recordNames[0]].shape[0];
  const drawn = nominal.shape[0];
  const places = cast(
    equal(reshape(nominal, [drawn, 1]), reshape(range(0, count, 1, "float32"), [1, count])),
    "float32",
  ) as Tensor2D;
  const compared = (values: Tensor1D) => {
    const logs = log(maximum(slice(values, 0, drawn), 1e-12));
    return sub(logs, mean(logs)) as Tensor1D;
  };
  const values = [
    fill([drawn], 1) as Tensor1D,
    compared(classifier),
    compared(deviation),
    neg(compared(focal)) as Tensor1D,
  ];
  const rows = concat(
    values.map((value) => reshape(value, [1, drawn])),
    0,
  ) as Tensor2D;
  const added = mul(matMul(rows, places), soft) as Tensor2D;
  return Object.fromEntries(
    recordNames.map((name, i) => [
      name,
      add(record[name], reshape(slice(added, [i, 0], [1, count]), [count])),
    ]),
  );
}

/** What training changes: parameters of the detector, and the sums of weights beside them. */
export function partsOf(params: Params): { own: Params; sums: Params } {
  const isSum = ([name]: [string, unknown]) => recordNames.includes(name);
  const entries = Object.entries(params);
  return {
    own: Object.fromEntries(entries.filter((entry) => !isSum(entry))),
    sums: Object.fromEntries(entries.filter(isSum)),
  };
}

/** The means that the sums stand for. */
export async function readRecord(record: Params, ids: readonly string[]): Promise<WeightRecord> {
  const [draws, classifier, deviation, segmentation] = (await Promise.all(
    recordNames.map((name) => record[name].data()),
  )) as Float32Array[];
  const perDraw = (sums: Float32Array) => sums.map((sum, i) => (draws[i] > 0 ? sum / draws[i] : 0));
  return {
    ids,
    draws: Float32Array.from(draws),
    classifier: perDraw(classifier),
    deviation: perDraw(deviation),
    segmentation: perDraw(segmentation),
  };
}
