import * as z from "zod/mini";

/** A record by names of any kind; zod's own records leave `__proto__` out. */
export function recordOf<Value>(
  name: z.ZodMiniType<string>,
  value: z.ZodMiniType<Value>,
): z.ZodMiniType<Record<string, Value>> {
  const byName = z.pipe(z.transform(entriesOf), z.map(name, value));
  return z.pipe(
    byName,
    z.transform((map: Map<string, Value>) => Object.fromEntries(map)),
  );
}

/** The entries of a plain object; anything else as it is, for the schema to refuse. */
function entriesOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return new Map(Object.entries(value));
}
