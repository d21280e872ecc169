import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "@flawlens/datasets";
import { fcddConfig } from "@flawlens/fcdd";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-example-fcdd-"));
  const few = { normal: 3, anomalous: 1 };
  const counts = { train: few, validation: few, test: few };
  await synthesize(join(folder, "data"), { seed: 1, size: 32, ...counts });
  const config = {
    encoder: { network: "small", widths: [[4], [8]] },
    head: { widths: [8] },
    inputSize: 32,
    steps: 4,
    batchSize: 6,
    data: { split: { train: 0.6, validation: 0.2, test: 0.2 } },
  };
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let runs = 0;

/** Runs the script as its users do; what it prints, line by line. */
async function runScript(...args: string[]): Promise<string[]> {
  const print = vi.spyOn(console, "log").mockImplementation(() => {});
  const files = ["--data", `${folder}/data`, "--config", `${folder}/config.json`, "--out", folder];
  const { argv } = process;
  process.argv = ["node", "main.ts", ...files, ...args];
  try {
    const script = `./main.ts?run${++runs}`; // each run is a module of its own
    await import(script);
    return print.mock.calls.flatMap(([line = ""]) => String(line).split("\n"));
  } finally {
    process.argv = argv;
    print.mockRestore();
  }
}

const configs = join(import.meta.dirname, "configs");

test.each(readdirSync(configs))("%s is a configuration", async (name) => {
  const { data, ...config } = JSON.parse(await readFile(join(configs, name), "utf8"));
  expect(fcddConfig.safeParse(config).success).toBe(true);
  expect(data.split.train + data.split.validation + data.split.test).toBeCloseTo(1, 12);
});

describe("the example of MultiTypeFCDD", () => {
  test("prints Tables 3, 4 and 2, and leaves a detector for each seed", async () => {
    const lines = await runScript("--seeds", "1,2");
    const pit = lines.find((line) => line.startsWith("pit ")) ?? "";
    expect(pit).toMatch(/^pit( +\d+\.\d ± \d+\.\d){5} +92\.4 \/ 47\.9 \/ 51\.1 \/ 92\.7 \/ 72\.0$/);
    const mean = lines.find((line) => line.startsWith("mean ")) ?? "";
    expect(mean).toMatch(/ 94\.6 \/ 56\.0 \/ 56\.8 \/ 92\.1 \/ 66\.3$/);
    expect(lines.filter((line) => line.startsWith("seed "))).toHaveLength(2);
    expect(lines.join("\n")).toContain("15206.06");
    for (const seed of [1, 2]) expect(existsSync(join(folder, `seed-${seed}.onnx`))).toBe(true);
  });

  test("prints Table 5 for one map of any defect: a row for each kind of object", async () => {
    const lines = await runScript("--single-channel", "--alpha", "0.4");
    const rows = lines.slice(lines.findIndex((line) => line.startsWith("percent")) + 1);
    expect(rows.slice(0, 6).map((line) => line.split(" ")[0])).toEqual([
      "board",
      "capsule",
      "gear",
      "plate",
      "weave",
      "mean",
    ]);
    expect(rows[5]).toMatch(/^mean( +\d+\.\d){2} +96\.4 \/ 79\.9$/);
  });
});
