import type { Params, ParamSpec } from "@flawlens/backbones";
import type { Detector, Rows, WhiteningMap } from "@flawlens/detector";
import { tensor1d, tensor2d, tensor3d } from "@tensorflow/tfjs-core";

const prefix = "novelty.";

/** The parameters of the novelty, by name. */
export const noveltyNames = {
  whitening: `${prefix}whitening`,
  offset: `${prefix}offset`,
  bank: `${prefix}bank`,
  known: `${prefix}known`,
} as const;

/** What the novelty is computed with. */
export interface FittedNovelty {
  /** What vectors of patches go through first. */
  whitening: WhiteningMap;
  /** `[images, each, count]`, row-major: whitened patches of each training image. */
  bank: { data: Float32Array; images: number; each: number };
  /** Whitened patches of known anomalies; left out where there are none. */
  known?: Rows;
}

/** Whether a parameter belongs to the novelty, which is fitted and not trained. */
export function isNoveltyParam(name: string): boolean {
  return name.startsWith(prefix);
}

/** The map of a whitening as parameters: all that `whitenPatches` reads. */
export function whiteningParams({ matrix, offset, size, count }: WhiteningMap): Params {
  return {
    [noveltyNames.whitening]: tensor2d(matrix, [size, count]),
    [noveltyNames.offset]: tensor1d(offset),
  };
}

/** All parameters of the novelty: what `scorePatchVectors` reads. */
export function noveltyParams({ whitening, bank, known }: FittedNovelty): Params {
  const { data, images, each } = bank;
  return {
    ...whiteningParams(whitening),
    [noveltyNames.bank]: tensor3d(data, [images, each, whitening.count]),
    ...(known && { [noveltyNames.known]: tensor2d(known.data, [known.count, known.size]) }),
  };
}

/** Gives a detector the parameters of its novelty, in place of those it had, which are disposed. */
export function setNoveltyParams(model: Pick<Detector, "params" | "spec">, fitted: Params): void {
  const entries = Object.entries(model.params);
  const others = entries.filter(([name]) => !isNoveltyParam(name));
  model.params = { ...Object.fromEntries(others), ...fitted };
  model.spec = [
    ...model.spec.filter(({ name }) => !isNoveltyParam(name)),
    ...Object.entries(fitted).map(([name, { shape }]): ParamSpec => {
      return { name, shape, kind: "plain", trainable: false };
    }),
  ];
  for (const [name, old] of entries) if (isNoveltyParam(name)) old.dispose();
}

/**
 * Refuses to compute before the novelty was fitted.
 *
 * @throws {Error} If its parameters are not there.
 */
export function checkFitted(params: Params): void {
  if (!Object.hasOwn(params, noveltyNames.bank))
    throw new Error(
      "adl: expected a detector whose novelty was fitted, got one where it was not; run fitNovelty after training",
    );
}
