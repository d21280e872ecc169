import type { DatasetCheck } from "./checkDataset.ts";

/**
 * What `checkDataset` found as text for a terminal: a table of counts, then one line a problem.
 *
 * @param check - The findings.
 * @param options - `limit`: how many problems of each kind to write out.
 * @returns Lines of text without a newline at the end.
 */
export function formatCheck(
  { rows, problems, warnings }: DatasetCheck,
  { limit = 20 }: { limit?: number } = {},
): string {
  const header = ["category", "split", "type", "images", "masks", "empty masks", "parts"];
  const cells = rows.map((row) => [
    row.category,
    row.split,
    row.type,
    ...[row.images, row.masks, row.emptyMasks, row.parts].map(String),
  ]);
  const widths = header.map((title, i) =>
    Math.max(title.length, ...cells.map((row) => row[i].length)),
  );
  const line = (row: string[]) =>
    row.map((cell, i) => (i < 3 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  ");

  const told: string[] = [];
  for (const kind of ["unreadable", "size", "orphan"] as const) {
    const these = problems.filter((problem) => problem.kind === kind);
    if (these.length === 0) continue;
    told.push(`${kind}: ${these.length}`);
    told.push(...these.slice(0, limit).map(({ message }) => `  ${message}`));
    if (these.length > limit) told.push(`  ... and ${these.length - limit} more`);
  }
  return [
    line(header),
    ...cells.map(line),
    ...warnings.map((warning) => `warning: ${warning}`),
    ...(told.length > 0 ? told : ["no problems found"]),
  ].join("\n");
}
