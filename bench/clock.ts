import { ortStatistics } from "./_engine.ts";

/** What one process measured of one workload. */
export interface Measurement {
  workload: string;
  engine: string;
  /** Milliseconds of each counted repeat; empty where the engine cannot run it. */
  ms: number[];
  /**
   * Milliseconds of processor time of each counted repeat, all threads together. With one thread it hardly
   * depends on what else the machine does; threads that wait for each other count as well.
   */
  cpuMs?: number[];
  /** Milliseconds of the very first repeat, in which graphs are compiled. */
  firstMs?: number;
  /** Floating point operations of one repeat: products and sums of convolutions and matrices. */
  flop?: number;
  /** What the first repeats returned, if it is numbers: losses, to compare engines by. */
  values?: number[];
  /** Bytes that one repeat moves between this process and ONNX Runtime; with a device, they cross its bus. */
  movedBytes?: number;
  /** Anything else worth printing. */
  note?: string;
}

/** Steps before the clock starts: by then V8 has compiled most of the code that a step runs. */
const WARM = 8;
/** The same for steps that are so short that the rest of it is a twentieth of them: as in any long loop. */
export const LONG_WARM = 40;

/** How a step is clocked. */
export interface ClockOptions {
  warm?: number;
  repeats?: number;
  flop?: number;
  note?: () => string | undefined;
}

/** Runs a step a few times to warm up, then clocks it; prints the result as one JSON line. */
export async function clock(
  workload: string,
  engine: string,
  step: () => unknown,
  { warm = WARM, repeats = 7, flop, note = overheadNote() }: ClockOptions = {},
): Promise<void> {
  const print = (measurement: Partial<Measurement>): void =>
    console.log(JSON.stringify({ workload, engine, ms: [], flop, ...measurement }));
  const ms: number[] = [];
  const cpuMs: number[] = [];
  const values: number[] = [];
  let firstMs: number;
  let movedBefore: number | undefined;
  const moved = (): number | undefined => ortStatistics()?.movedBytes;
  const kept = async (): Promise<void> => {
    const value = await step();
    if (typeof value === "number") values.push(value);
  };
  try {
    const begun = performance.now();
    await kept();
    firstMs = performance.now() - begun;
    for (let i = 1; i < warm; i++) await kept();
    movedBefore = moved();
    note(); // from here on it counts
    for (let i = 0; i < repeats; i++) {
      const start = performance.now();
      const before = process.cpuUsage();
      await step();
      ms.push(performance.now() - start);
      const { user, system } = process.cpuUsage(before);
      cpuMs.push((user + system) / 1000);
    }
  } catch (error) {
    if (engine === "ort") throw error;
    const [reason] = (error as Error).message.split("\n");
    return print({ note: `cannot run it: ${reason.slice(0, 120)}` });
  }
  const movedBytes = movedBefore === undefined ? undefined : (moved()! - movedBefore) / repeats;
  print({ ms, cpuMs, firstMs, values, movedBytes, note: note() });
}

/** Tells, on ort, what of the time since the last call was not spent inside ONNX Runtime. */
function overheadNote(): () => string | undefined {
  let then = performance.now();
  let before = ortStatistics();
  return () => {
    const now = ortStatistics();
    if (!now || !before) return undefined;
    const total = performance.now() - then;
    const native = now.runMs + now.compileMs - before.runMs - before.compileMs;
    const compiled = now.compilations - before.compilations;
    const ran = now.runs - before.runs;
    [then, before] = [performance.now(), now];
    if (ran === 0) return undefined; // it is not the engine that was clocked
    const share = `${((100 * (total - native)) / total).toFixed(1)} % of it in JavaScript`;
    const once = `${now.compilations} graphs compiled in ${(now.compileMs / 1000).toFixed(1)} s`;
    return compiled ? `${share}; ${once}, ${compiled} of them late` : `${share}; ${once}`;
  };
}
