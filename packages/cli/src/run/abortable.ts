/** Images that are read one by one. */
interface Source<Sample, Image> {
  samples: readonly Sample[];
  read(index: number): Promise<Image>;
}

/** Images of a source until the signal comes: reading then throws its reason. */
export function abortable<Sample, Image>(
  { samples, read }: Source<Sample, Image>,
  signal: AbortSignal,
): Source<Sample, Image> {
  return {
    samples,
    async read(index) {
      signal.throwIfAborted();
      return read(index);
    },
  };
}
