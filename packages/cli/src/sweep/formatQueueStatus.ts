import type { QueueStatus } from "@flawlens/shards";
import { duration } from "../terminal/duration.ts";

/** The status of a queue as tables: how many jobs are where, what runs, and what failed, with the last line of its error. */
export function formatQueueStatus(status: QueueStatus): string {
  const { waiting, delayed, active, done, failed, running, failures } = status;
  const counts = [
    ["waiting", String(waiting)],
    ["waiting before they are tried again", String(delayed)],
    ["running", String(active)],
    ["done", String(done)],
    ["failed", String(failed)],
  ];
  const runs = running.map(({ id, worker, seconds }) => [id, worker, duration(seconds)]);
  const errors = failures.map(({ id, attempts, error }) => [id, `${attempts} attempts`, error.trim().split("\n").at(-1) as string]); // prettier-ignore
  return [
    table(counts),
    ...(runs.length > 0 ? ["", "running", table(runs)] : []),
    ...(errors.length > 0 ? ["", "failed", table(errors)] : []),
  ].join("\n");
}

function table(rows: readonly string[][]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
