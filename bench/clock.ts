/** What one process measured of one workload. */
export interface Measurement {
  workload: string;
  engine: string;
  /** Milliseconds of each counted repeat. */
  ms: number[];
  /** Anything else worth printing. */
  note?: string;
}

/** Runs a step a few times to warm up, then clocks it; prints the result as one JSON line. */
export async function clock(
  workload: string,
  engine: string,
  step: () => unknown,
  { warm = 3, repeats = 7, note = () => undefined as string | undefined } = {},
): Promise<void> {
  for (let i = 0; i < warm; i++) await step();
  const ms: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    await step();
    ms.push(performance.now() - start);
  }
  console.log(JSON.stringify({ workload, engine, ms, note: note() } satisfies Measurement));
}
