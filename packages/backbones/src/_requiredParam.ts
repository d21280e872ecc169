import type { Tensor } from "@tensorflow/tfjs-core";

import type { Params } from "./params.ts";

/** A parameter that the network cannot do without. */
export function requiredParam<T extends Tensor>(network: string, params: Params, name: string): T {
  if (!Object.hasOwn(params, name))
    throw new RangeError(`${network}: expected parameter ${name}, got none of that name`);
  return params[name] as T;
}
