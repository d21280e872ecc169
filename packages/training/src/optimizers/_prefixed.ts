import type { Params } from "@flawlens/backbones";

/** Puts the prefix in front of the names of the tensors. */
export function prefixed(prefix: string, tensors: Params): Params {
  return Object.fromEntries(Object.entries(tensors).map(([name, value]) => [prefix + name, value]));
}

/** Keeps the tensors whose names begin with the prefix, and takes it off. */
export function stripped(prefix: string, tensors: Params): Params {
  return Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
}
