import type { CheckRow, DatasetCheck } from "./datasetCheck.ts";

/**
 * The findings of `checkDataset` as text for a terminal: what was recognised as what, a table of
 * counts, what was left out, the problems, and what to do.
 *
 * @param check - The findings.
 * @param options - `limit`: how many problems of each kind, and how many left-out folders, are
 *   written out. Default 20.
 * @returns Lines of text without a newline at the end.
 */
export function formatCheck(check: DatasetCheck, { limit = 20 }: { limit?: number } = {}): string {
  const { name, root, recognised, counts, leftOut, problems, doubts, warnings, todo } = check;
  const heads = [
    ["data set", `${name}, in ${root}`],
    ["layout", recognised.layout],
    ["normal", `${recognised.normal}: ${counts.normal} of ${counts.images} images`],
    ["types", `${recognised.types}: ${counts.anomalous} anomalous images`],
    ...(counts.unknown > 0 ? [["unknown", `${counts.unknown} images without a label`]] : []),
    ["masks", `${recognised.masks}: ${masksIn(counts)}`],
    ["sides", recognised.sides],
  ];
  const section = (title: string, lines: string[]) =>
    lines.length === 0 ? [] : ["", title, ...lines.map((text) => `  ${text}`)];
  const kinds = (["unreadable", "size"] as const).map((kind) =>
    problems.filter((problem) => problem.kind === kind).map(({ message }) => message),
  );
  return [
    ...heads.map(([title, text]) => `${title.padEnd(10)}${text}`),
    "",
    ...tableOf(check.rows),
    ...section("notes", warnings),
    ...section(
      "left out",
      upTo(
        limit,
        leftOut.map(({ path, images, reason }) => `${path} (${countOf(images)}): ${reason}`),
      ),
    ),
    ...section(
      "problems",
      kinds.flatMap((messages) => upTo(limit, messages)),
    ),
    ...section(
      "may mean something else",
      doubts.map(
        ({ message, files, count }) =>
          `${message} (${files.join(", ")}${count > files.length ? ", ..." : ""})`,
      ),
    ),
    ...section("what to do", todo.length > 0 ? todo : ["nothing: no problems found"]),
  ].join("\n");
}

function masksIn({ masks, unmasked, anomalous }: DatasetCheck["counts"]): string {
  const missing = unmasked > 0 ? `, missing for ${unmasked} of ${anomalous} anomalous images` : "";
  return `${masks} masks${missing}`;
}

function countOf(images: number): string {
  return images === 0 ? "no images" : images === 1 ? "1 image" : `${images} images`;
}

function upTo(limit: number, lines: string[]): string[] {
  const more = lines.length - limit;
  return more > 0 ? [...lines.slice(0, limit), `... and ${more} more`] : lines;
}

function tableOf(rows: readonly CheckRow[]): string[] {
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
  return [header, ...cells].map(line);
}
