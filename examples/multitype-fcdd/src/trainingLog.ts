import { appendFile, readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";

/** One reading of the loss. */
export interface Reading {
  step: number;
  loss: number;
}

/** The losses of a run as a file of JSON lines, so that a resumed run has the whole curve. */
export async function openTrainingLog(file: string, step: number) {
  const known = existsSync(file) ? await readReadings(file) : [];
  const readings = known.filter((reading) => reading.step <= step);
  await writeFile(file, readings.map((reading) => `${JSON.stringify(reading)}\n`).join(""));
  let pending = "";
  const flush = async (): Promise<void> => {
    const lines = pending;
    pending = "";
    if (lines) await appendFile(file, lines);
  };
  return {
    readings,
    async add(reading: Reading): Promise<void> {
      readings.push(reading);
      pending += `${JSON.stringify(reading)}\n`;
      if (pending.length > 4096) await flush();
    },
    flush,
  };
}

/** A last line that a crash cut short is passed over. */
async function readReadings(file: string): Promise<Reading[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines.flatMap((line) => {
    try {
      const { step, loss } = JSON.parse(line) as Reading;
      return [{ step, loss }];
    } catch {
      return [];
    }
  });
}
