/** The linear maps of a transformer block that can be adapted, by their names in the checkpoint. */
export type LoraTarget = "attn.in_proj" | "attn.out_proj" | "mlp.c_fc" | "mlp.c_proj";

/** The size of a low-rank adapter, and where it acts. */
export interface LoraConfig {
  /** r, the rank. */
  rank: number;
  /** α: the output of the adapter is multiplied by α / r. */
  alpha: number;
  targets: readonly LoraTarget[];
  /** Which of queries, keys and values `attn.in_proj` adapts. */
  parts: readonly ("q" | "k" | "v")[];
}

const everyTarget: readonly LoraTarget[] = [
  "attn.in_proj",
  "attn.out_proj",
  "mlp.c_fc",
  "mlp.c_proj",
];

/**
 * Throws unless a value is the configuration of an adapter, wherever it comes from: a file's too.
 *
 * @param caller - The function that the message begins with.
 * @throws {RangeError} If the rank is no whole number from 1, alpha is not positive and finite, a target is
 *   unknown, absent or there twice, or the parts are not some of q, k, v in this order.
 */
export function checkLora(lora: unknown, caller: string): asserts lora is LoraConfig {
  const { rank, alpha, targets, parts } = Object(lora) as Record<string, unknown>;
  if (
    !Number.isSafeInteger(rank) ||
    Number(rank) < 1 ||
    !(Number(alpha) > 0 && Number.isFinite(alpha))
  )
    // prettier-ignore
    throw new RangeError(
      `${caller}: expected a whole rank from 1 and a positive alpha, got ${shown(rank)} and ${shown(alpha)}`,
    );
  if (!isSome(targets, everyTarget))
    throw new RangeError(
      `${caller}: expected targets among ${everyTarget.join(", ")}, each once, got ${shown(targets)}`,
    );
  const ordered = ["q", "k", "v"].filter((part) => Array.isArray(parts) && parts.includes(part));
  if (!isSome(parts, ordered) || parts.join() !== ordered.join())
    throw new RangeError(`${caller}: expected parts of q, k, v in this order, got ${shown(parts)}`);
}

/** Whether a value is a list of at least one of the names, each at most once. */
function isSome(value: unknown, names: readonly string[]): value is string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    new Set(value).size === value.length &&
    value.every((name) => names.includes(name))
  );
}

/** JSON of what was given, cut. */
function shown(value: unknown): string {
  return (Number.isNaN(value) ? "NaN" : (JSON.stringify(value) ?? "none")).slice(0, 80);
}
