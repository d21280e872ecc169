import type { ParamSpec } from "@flawlens/backbones";

/** Parameters of one part under the names that they have in the whole detector. */
export function prefixedSpec(prefix: string, spec: readonly ParamSpec[]): ParamSpec[] {
  return spec.map((param) => ({
    ...param,
    name: prefix + param.name,
    ...(param.norm && { norm: { ...param.norm, name: prefix + param.norm.name } }),
  }));
}
