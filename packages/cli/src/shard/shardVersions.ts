import { versions } from "../run/versions.ts";

/** Versions of what decides the numbers of a shard; Node's own does not, and may differ from machine to machine. */
export function shardVersions(): Record<string, string> {
  const { node: _, ...others } = versions();
  return others;
}
