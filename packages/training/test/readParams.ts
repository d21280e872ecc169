import type { Params } from "@flawlens/backbones";

/** Every parameter's numbers, copied out of the engine. */
export async function readParams(params: Params): Promise<Record<string, Float32Array>> {
  const entries = Object.entries(params).map(async ([name, param]) => [
    name,
    Float32Array.from(await param.data()),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}
