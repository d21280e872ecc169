import { table2 } from "./table2.ts";

/**
 * Prints Table 2 of MultiTypeFCDD, the paper's figures beside the exact ones.
 *
 * @param write - Receives one line at a time; default `console.log`.
 */
export function printTable2(write: (line: string) => void = console.log): void {
  write("Batches of 32 in a balanced epoch of Real-IAD (MultiTypeFCDD, Table 2)");
  write("");
  write(columns(["alpha", "normal", "anomalous", "paper", "exact", "paper - exact", "x epoch"]));
  for (const row of table2()) {
    const difference = row.paperBatches - row.batches;
    write(
      columns([
        row.alpha.toFixed(1),
        row.normalImages.toLocaleString("en-US"),
        row.anomalousImages.toLocaleString("en-US"),
        row.paperBatches.toFixed(2),
        row.batches.toFixed(2),
        `${difference < 0 ? "-" : "+"}${Math.abs(difference).toFixed(2)} (s.e. ${row.paperStandardError.toFixed(2)})`,
        row.ratio.toFixed(2),
      ]),
    );
  }
  write("");
  write("paper: mean of 10,000 simulated epochs, s.e. its standard error; exact: equation 4;");
  write("x epoch: how many ordinary epochs a balanced one is worth.");
}

const WIDTHS = [5, 8, 11, 11, 11, 19, 9];

function columns(cells: string[]): string {
  return cells.map((cell, i) => cell.padStart(WIDTHS[i])).join("");
}
