import type { Params } from "@flawlens/backbones";
import type { Detector } from "@flawlens/detector";
import type { AdlNetwork } from "../network/adlNetwork.ts";
import { backbonePrefix } from "../network/encode.ts";
import { isNoveltyParam } from "../novelty/noveltyParams.ts";

/** The parameters that training may change: all, or those beside a frozen backbone, without what the novelty is fitted to. */
export function trainedParams({
  backbone,
  params,
}: Pick<AdlNetwork, "backbone"> & Pick<Detector, "params">): Params {
  return Object.fromEntries(
    Object.entries(params).filter(
      ([name]) => (backbone.trainable || !name.startsWith(backbonePrefix)) && !isNoveltyParam(name),
    ),
  );
}

/** Names of the parameters that training moves by gradient. */
export function trainableNames({ spec }: Pick<Detector, "spec">): string[] {
  return spec.filter(({ trainable }) => trainable).map(({ name }) => name);
}
