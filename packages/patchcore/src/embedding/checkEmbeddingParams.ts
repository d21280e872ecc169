import type { Params } from "@flawlens/backbones";
import type { Embedding } from "./embedding.ts";

/**
 * Refuses weights that lack some of an embedding's.
 *
 * @throws {RangeError} With the missing names, at most five of them.
 */
export function checkEmbeddingParams(
  caller: string,
  { name, spec }: Pick<Embedding, "name" | "spec">,
  params: Params,
): void {
  const missing = spec
    .filter((param) => param.kind !== "counter" && !Object.hasOwn(params, param.name))
    .map((param) => param.name);
  if (missing.length === 0) return;
  const more = missing.length > 5 ? ` and ${missing.length - 5} more` : "";
  throw new RangeError(
    `${caller}: expected every parameter of ${name}, got none named ${missing.slice(0, 5).join(", ")}${more}; ` +
      `give readParams(embedding.spec, file)`,
  );
}
