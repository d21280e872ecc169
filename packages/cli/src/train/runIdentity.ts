import type { Method } from "@flawlens/detector";
import type { RunConfig } from "../methods/runConfig.ts";

/**
 * What of a run's configuration decides its numbers, as plain JSON: a run goes on only where this is the same. The
 * method says which of its keys do; every key of the data does.
 */
export function runIdentity(
  method: Pick<Method, "identity">,
  { method: config, data }: Pick<RunConfig, "method" | "data">,
): Record<string, unknown> {
  const decisive = (method.identity?.(config) ?? config) as Record<string, unknown>;
  // As it comes back from a file: keys without a value are not there.
  return JSON.parse(JSON.stringify({ ...decisive, data })) as Record<string, unknown>;
}
