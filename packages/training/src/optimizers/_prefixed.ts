import type { Params } from "@flawlens/backbones";

/** The same tensors, with this in front of their names. */
export function prefixed(prefix: string, tensors: Params): Params {
  return Object.fromEntries(Object.entries(tensors).map(([name, value]) => [prefix + name, value]));
}

/** The tensors with this in front of their names, by what follows it. */
export function stripped(prefix: string, tensors: Params): Params {
  return Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
}
