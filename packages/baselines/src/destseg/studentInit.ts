import type { ParamSpec } from "@flawlens/backbones";
import { fanOutNormal } from "../shared/fanOutNormal.ts";

/**
 * The student's parameters with an encoder that begins as timm's untrained ResNets: weights of convolutions normal by
 * their fan-out, and the last normalisation of each residual block zero, so that blocks begin as the identity.
 */
export function studentInit(spec: readonly ParamSpec[]): ParamSpec[] {
  return spec.map((param) => {
    const { name, kind, shape } = param;
    if (!/(^|\.)encoder\./.test(name)) return param;
    if (kind === "conv") return { ...param, init: fanOutNormal(shape[0], shape[2]) };
    return /layer\d\.\d+\.bn2\.weight$/.test(name) ? { ...param, init: "zeros" } : param;
  });
}
