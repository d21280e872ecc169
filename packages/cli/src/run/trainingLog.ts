import { existsSync } from "node:fs";
import { appendFile, readFile } from "node:fs/promises";
import { writeRunFile } from "./writeRunFile.ts";

/** One reading of the loss. */
export interface LossReading {
  step: number;
  loss: number;
  /** The time since the run began, without the pauses between its sessions. */
  seconds: number;
}

/** The losses of a run. */
export interface TrainingLog {
  readings: readonly LossReading[];
  add(reading: Omit<LossReading, "seconds">): Promise<void>;
  /** Time the run has taken so far, in all its sessions. */
  seconds(): number;
}

/**
 * The losses of a run as a file of JSON lines, so that a resumed run has the whole curve. Each line
 * is written before the step's checkpoint is.
 *
 * @param step - The step that the run goes on after; readings of later steps are dropped.
 * @param options.now - Milliseconds of a clock that never goes back.
 */
export async function openTrainingLog(
  file: string,
  step: number,
  { now = () => performance.now() }: { now?: () => number } = {},
): Promise<TrainingLog> {
  const known = existsSync(file) ? await readReadings(file) : [];
  const readings = known.filter((reading) => reading.step <= step);
  await writeRunFile(file, readings.map(lineOf).join(""));
  const [start, before] = [now(), readings.at(-1)?.seconds ?? 0];
  const seconds = (): number => before + (now() - start) / 1000;
  return {
    readings,
    seconds,
    async add({ step, loss }) {
      const reading = { step, loss, seconds: Math.round(1000 * seconds()) / 1000 };
      readings.push(reading);
      await appendFile(file, lineOf(reading)).catch((cause: Error) => {
        throw new Error(
          `expected to write ${file}, got ${cause.message}; make room and go on with --resume`,
          { cause },
        );
      });
    },
  };
}

const lineOf = (reading: LossReading): string => `${JSON.stringify(reading)}\n`;

/** A line that a crash cut short, or that is no reading, is passed over. */
async function readReadings(file: string): Promise<LossReading[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines.flatMap((line) => {
    try {
      const { step, loss, seconds } = JSON.parse(line) as LossReading;
      return [step, loss, seconds].every(Number.isFinite) ? [{ step, loss, seconds }] : [];
    } catch {
      return [];
    }
  });
}
