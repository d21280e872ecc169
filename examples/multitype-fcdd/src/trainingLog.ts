import { existsSync } from "node:fs";
import { appendFile, readFile } from "node:fs/promises";
import { writeWhole } from "./writeWhole.ts";

/** One reading of the loss. */
interface Reading {
  step: number;
  loss: number;
  /** Since the run began, pauses between its sessions left out. */
  seconds: number;
}

/** The losses of a run. */
export interface TrainingLog {
  readings: Reading[];
  add(reading: Omit<Reading, "seconds">): Promise<void>;
  /** Time the run has taken so far, in all its sessions. */
  seconds(): number;
}

/**
 * The losses of a run as a file of JSON lines, so that a resumed run has the whole curve. Each line
 * is on disk before the step's checkpoint is.
 *
 * @param step - The step that the run goes on after; readings of later ones are dropped.
 */
export async function openTrainingLog(file: string, step: number): Promise<TrainingLog> {
  const known = existsSync(file) ? await readReadings(file) : [];
  const readings = known.filter((reading) => reading.step <= step);
  await writeWhole(file, readings.map(line).join(""));
  const [start, before] = [performance.now(), readings.at(-1)?.seconds ?? 0];
  const seconds = (): number => before + (performance.now() - start) / 1000;
  return {
    readings,
    seconds,
    async add({ step, loss }) {
      const reading = { step, loss, seconds: Math.round(1000 * seconds()) / 1000 };
      readings.push(reading);
      await appendFile(file, line(reading)).catch((cause: Error) => {
        throw new Error(
          `expected to write ${file}, got ${cause.message}; make room and go on with --resume`,
          { cause },
        );
      });
    },
  };
}

const line = (reading: Reading): string => `${JSON.stringify(reading)}\n`;

/** A last line that a crash cut short is passed over. */
async function readReadings(file: string): Promise<Reading[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines.flatMap((line) => {
    try {
      const { step, loss, seconds } = JSON.parse(line) as Reading;
      return [{ step, loss, seconds }];
    } catch {
      return [];
    }
  });
}
