import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFiles } from "./images.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

/** A folder with the data set `parts` and a grid file, whose methods train on it. */
export async function sweepOf(train: Record<string, unknown> = {}) {
  const root = await temporaryFolder();
  const data = join(root, "parts");
  await writeFiles(data, ["good/a.png", "good/b.png", "pit/c.png"]);
  const grid = join(root, "grid.json");
  const whole = { data: [data], methods: ["padim"], levels: [0.1], shots: [2], seeds: [1, 2], ...train }; // prettier-ignore
  await writeFile(grid, JSON.stringify({ train: whole }));
  return { root, data, grid, out: join(root, "out") };
}
