import type { OrtBinding } from "../binding/ortBinding.ts";

/** Measures each binding when it is first asked about, and remembers what was found. */
export function oncePerBinding<T extends number | boolean>(
  measure: (binding: OrtBinding) => T,
): (binding: OrtBinding) => T {
  const known = new WeakMap<OrtBinding, T>();
  return (binding) => {
    const found = known.get(binding) ?? measure(binding);
    known.set(binding, found);
    return found;
  };
}
