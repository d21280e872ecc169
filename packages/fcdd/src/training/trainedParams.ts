import type { Params } from "@flawlens/backbones";
import type { Fcdd } from "../fcdd.ts";

/** Names of the parameters that gradients change. */
export function trainableNames({ encoder, spec }: Pick<Fcdd, "encoder" | "spec">): string[] {
  return spec
    .filter(({ name, trainable }) => trainable && (encoder.trainable || name.startsWith("head.")))
    .map(({ name }) => name);
}

/**
 * The parameters that training may change, running statistics included: those of the head alone where the encoder
 * is fixed, otherwise all. Checkpoints hold these.
 *
 * @example
 * const resume = await restoreDetector(model, file, { trained: trainedParams(model) });
 */
export function trainedParams({ encoder, params }: Pick<Fcdd, "encoder" | "params">): Params {
  return Object.fromEntries(
    Object.entries(params).filter(([name]) => !encoder.fixed || name.startsWith("head.")),
  );
}
