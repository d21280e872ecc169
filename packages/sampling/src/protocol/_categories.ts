import type { ProtocolFields, ProtocolSample } from "./protocolManifest.ts";

/** The samples of each category, both in order of their names: files are listed in any order. */
export function byCategory<S extends ProtocolSample>(
  samples: readonly S[],
): Map<string, (S & ProtocolFields)[]> {
  const categories = new Map<string, S[]>();
  const order = (a: string, b: string) => Number(a > b) - Number(a < b);
  for (const sample of [...samples].sort(
    (a, b) => order(a.category, b.category) || order(a.id, b.id),
  ))
    if (categories.has(sample.category)) categories.get(sample.category)?.push(sample);
    else categories.set(sample.category, [sample]);
  return categories;
}
