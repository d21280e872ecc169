import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadDataset } from "@flawlens/datasets";
import { readResults, type Scores } from "@flawlens/report";
import { hasCheckpoint } from "../../multitype-fcdd/src/runFolder.ts";
import { wholeNumber } from "../../multitype-fcdd/src/wholeNumber.ts";
import { readConfig } from "./config.ts";
import { paperFigure } from "./paperFigures.ts";
import { train } from "./train.ts";

export interface TableOptions {
  data: string;
  out: string;
  config: string;
  categories?: string[];
  levels: string[];
  shotCounts: string[];
  methods: string[];
  modes: string[];
  seeds: string[];
  weights?: string;
  textures?: string;
  printOnly?: boolean;
}

/** One cell of the grid: a run for every seed. */
interface Cell {
  category: string;
  method: string;
  level: string;
  shots: string;
}

/**
 * Trains every combination that has no results yet, one folder each, and prints a table of all: mean and
 * spread over seeds, the paper's figure beside. A run that was stopped goes on where it was.
 *
 * @returns Whether all runs came to their ends.
 */
export async function paperTables(options: TableOptions): Promise<boolean> {
  const { data, out, seeds } = options;
  const manifest = await loadDataset(data);
  const unknown = (options.categories ?? []).filter((name) => !manifest.categories.includes(name));
  if (unknown.length > 0)
    throw new RangeError(
      `expected --categories among ${manifest.categories.join(", ")}, got ${unknown.join(", ")}`,
    );
  const cells = cellsOf(options, options.categories ?? manifest.categories);
  for (const cell of options.printOnly ? [] : cells)
    for (const seed of seeds) {
      const folder = folderOf(out, cell, seed);
      if (existsSync(join(folder, "results.json"))) continue;
      console.log(`\n── ${folder}`);
      const [method, mode] = cell.method.split("-");
      const config = await readConfig(options.config, {
        method,
        ...(mode && { mode }),
        contamination: Number(cell.level),
        shots: wholeNumber(cell.shots),
      });
      const done = await train({
        data,
        out: folder,
        config,
        seed: wholeNumber(seed),
        category: manifest.categories.length > 1 ? cell.category : undefined,
        weights: options.weights,
        textures: options.textures,
        resume: hasCheckpoint(folder),
        skipCheck: true,
      });
      if (!done) return false;
    }
  console.log(`\n${await tableOf(out, cells, seeds)}`);
  return true;
}

function cellsOf(
  { levels, shotCounts, methods, modes }: TableOptions,
  categories: readonly string[],
): Cell[] {
  const named = methods.flatMap((method) =>
    method === "adl" ? modes.map((mode) => `adl-${mode}`) : [method],
  );
  return categories.flatMap((category) =>
    named.flatMap((method) =>
      levels.flatMap((level) => shotCounts.map((shots) => ({ category, method, level, shots }))),
    ),
  );
}

const folderOf = (out: string, { category, method, level, shots }: Cell, seed: string): string =>
  join(out, category, method, `contamination-${level}`, `shots-${shots}`, `seed-${seed}`);

/** The runs that are there, as text. */
async function tableOf(
  out: string,
  cells: readonly Cell[],
  seeds: readonly string[],
): Promise<string> {
  const rows = [
    [
      "category",
      "method",
      "level",
      "shots",
      "runs",
      "image AUROC",
      "paper",
      "image AP",
      "pixel AUROC",
      "per image",
      "paper",
      "fused by validation",
      "dev/ent/seg AUROC",
      "suspects",
    ],
  ];
  for (const cell of cells) {
    const runs: RunScores[] = [];
    for (const seed of seeds) {
      const folder = folderOf(out, cell, seed);
      if (!existsSync(join(folder, "results.json"))) continue;
      const { any } = await readResults(join(folder, "results.json"));
      runs.push({ any, ...(await extrasOf(folder)) });
    }
    const paper = (kind: "image" | "pixel") =>
      paperFigure({ ...cell, level: Number(cell.level), kind }) ?? "–";
    rows.push([
      cell.category,
      cell.method,
      cell.level,
      cell.shots,
      String(runs.length),
      spread(runs.map(({ any }) => any.imageAuroc)),
      paper("image"),
      spread(runs.map(({ any }) => any.imageAveragePrecision)),
      spread(runs.map(({ any }) => any.pixelAuroc)),
      spread(runs.map((run) => run.perImage)),
      paper("pixel"),
      spread(runs.map(({ calibrated }) => calibrated)),
      ["deviation", "entropy", "segmentation"]
        .map((cue) =>
          spread(
            runs.map((run) => run.cues?.[cue] ?? null),
            false,
          ),
        )
        .join("/"),
      spread(runs.map((run) => run.precision)),
    ]);
  }
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row: string[]) => row.map((text, i) => text.padEnd(widths[i])).join("  ");
  return [
    line(rows[0]),
    widths.map((width) => "─".repeat(width)).join("──"),
    ...rows.slice(1).map(line),
    "",
    "mean ± standard deviation over seeds; per image: the mean over anomalous images of each one's pixel AUROC, which",
    "the paper's pixel figures are; fused by validation: image AUROC with the deviation's scale from validation images; suspects: precision at a recall of 0.6 of the planted images",
  ].join("\n");
}

type RunScores = { any: Scores } & Awaited<ReturnType<typeof extrasOf>>;

/** What a run of the method knows beside its results. */
async function extrasOf(folder: string) {
  const json = async (name: string) =>
    existsSync(join(folder, name))
      ? JSON.parse(await readFile(join(folder, name), "utf8"))
      : undefined;
  const ablation = await json("ablation.json");
  const suspects = await json("suspects.json");
  return {
    cues:
      ablation &&
      (Object.fromEntries(
        Object.entries(ablation.cues as Record<string, { imageAuroc: number }>).map(
          ([cue, found]) => [cue, found.imageAuroc],
        ),
      ) as Record<string, number>),
    calibrated: (ablation?.fused?.validation.imageAuroc ?? null) as number | null,
    perImage: (ablation?.meanImagePixelAuroc ?? null) as number | null,
    precision: (suspects?.quality?.precision ?? null) as number | null,
  };
}

function spread(values: (number | null)[], withDeviation = true): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return "–";
  const mean = known.reduce((a, b) => a + b) / known.length;
  const text = mean.toFixed(3).replace(/^0/, "");
  if (known.length < 2 || !withDeviation) return text;
  const variance = known.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (known.length - 1);
  return `${text} ± ${Math.sqrt(variance).toFixed(3).replace(/^0/, "")}`;
}
