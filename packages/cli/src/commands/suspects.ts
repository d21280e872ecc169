import type { Command } from "commander";
import { join } from "node:path";
import type { Context } from "../context.ts";
import { wholeNumber } from "../options/wholeNumber.ts";
import { UsageError } from "../terminal/usageError.ts";

/** `flawlens suspects --out RUN`: the training images of a run that were trusted least. */
export function addSuspects(program: Command, { terminal }: Context): void {
  program
    .command("suspects")
    .summary("list the training images of a run that were trusted least")
    .description(
      "List the training images that a run trusted least: where anomalies hide among the images taken as normal, they " +
        "are here. ADL goes by its weights, memory banks by how unlike all other images an image's oddest places are. Images that were planted to measure this are marked.",
    )
    .requiredOption("--out <run>", "folder of a finished run")
    .option("--count <n>", "how many to list", wholeNumber, 20)
    .option("--by <ranking>", "name of the ranking; default the first of the run")
    .option("--json", "print the ranking as JSON")
    .action(async ({ out, count, by, json }: Options) => {
      const { readSuspects } = await import("../train/readSuspects.ts");
      const { qualityInWords } = await import("../train/qualityInWords.ts");
      const { rankings, planted } = await readSuspects(out);
      const chosen = by === undefined ? rankings[0] : rankings.find((one) => one.by === by);
      if (!chosen)
        throw new UsageError(
          `--by: expected one of ${rankings.map((one) => `"${one.by}"`).join(", ")}, got "${by}"`,
        );
      const known = new Set(planted);
      const rows = chosen.ranking
        .slice(0, count)
        .map((row) => ({ ...row, ...(known.size > 0 && { planted: known.has(row.id) }) }));
      if (json) return terminal.result(JSON.stringify({ by: chosen.by, suspects: rows }, null, 2));
      const line = ({ id, weight, planted: marked }: (typeof rows)[number]) =>
        `${weight.toPrecision(3).padStart(6)}  ${id}${marked ? "  <-- planted" : ""}`;
      terminal.result(["weight  image", ...rows.map(line)].join("\n"));
      const ids = chosen.ranking.map(({ id }) => id);
      if (known.size > 0) terminal.result(`\n${qualityInWords(ids, planted)}`);
      terminal.tell(`pictures of them: ${join(out, "report.html")}`);
    });
}

interface Options {
  out: string;
  count: number;
  by?: string;
  json?: boolean;
}
