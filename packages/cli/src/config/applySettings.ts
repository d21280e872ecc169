import type { Setting } from "./parseSetting.ts";

type Json = Record<string, unknown>;

/**
 * A configuration with settings made in it, in their order; the later one counts. Objects on the
 * way to a nested key are kept, or made where something else stood. The one given is not changed.
 */
export function applySettings(config: Json, settings: readonly Setting[]): Json {
  return settings.reduce((made, { path, value }) => withValue(made, path, value), config);
}

function withValue(config: Json, [name, ...rest]: readonly string[], value: unknown): Json {
  const inside = config[name];
  const next = rest.length === 0 ? value : withValue(isObject(inside) ? inside : {}, rest, value);
  return { ...config, [name]: next };
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
