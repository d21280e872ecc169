/** The entries asked for, or all; every name that is not there is listed. */
export function chosenEntries<Entry>(
  entries: Map<string, Entry>,
  names: readonly string[] | undefined,
  source: string,
): [string, Entry][] {
  if (!names) return [...entries];
  const missing = names.filter((name) => !entries.has(name));
  if (missing.length)
    throw new RangeError(
      `${source}: expected ${names.length} tensors, got a file without ${missing.length} of them: ${missing.join(", ")}`,
    );
  return names.map((name) => [name, entries.get(name) as Entry]);
}
