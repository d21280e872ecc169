/**
 * The layers wanted, of those a network gives one after another; what nobody asks for after the
 * last of them is never computed.
 */
export function pickLayers<Layer extends string, Value>(
  network: string,
  given: Iterable<[string, Value]>,
  wanted: readonly Layer[],
  known: readonly string[],
): Record<Layer, Value> {
  const missing = new Set<string>(wanted);
  for (const layer of missing)
    if (!known.includes(layer))
      throw new RangeError(
        `${network}: expected layers of the network (${known.join(", ")}), got ${layer}`,
      );
  const picked: Record<string, Value> = {};
  if (missing.size)
    for (const [layer, value] of given) {
      if (missing.delete(layer)) picked[layer] = value;
      if (!missing.size) break;
    }
  return picked;
}
