import { checkDataset, type DatasetCheck, formatCheck, type Manifest } from "@flawlens/datasets";
import type { Terminal } from "../terminal/terminal.ts";

/**
 * Opens every image and mask once, so that a damaged one is told of before training and not hours
 * into it. Files that are not part of the data set are mentioned, and what may mean something else than it seems.
 *
 * @param options.part - Whether the manifest is a part of its data set, so that files beside it say nothing.
 * @throws {Error} With a table of the data set and every file that is wrong; the signal's reason
 *   where it came.
 */
export async function checkFiles(
  terminal: Pick<Terminal, "note" | "phases" | "endPhases">,
  manifest: Manifest,
  { signal, part = false }: { signal?: AbortSignal; part?: boolean } = {},
): Promise<void> {
  const bar = terminal.phases().of("checking images", manifest.samples.length);
  const check = await checkDataset(manifest, { onProgress: (done) => bar.update(done), signal });
  terminal.endPhases();
  const left = part ? [] : check.leftOut.filter(({ images }) => images > 0);
  if (left.length > 0) {
    const images = left.reduce((sum, of) => sum + of.images, 0);
    const files = images === 1 ? "1 image file" : `${images} image files`;
    terminal.note(
      `${files} in ${manifest.root} ${images === 1 ? "is" : "are"} not part of the data set, such as ` +
        `${left[0].path} (${left[0].reason}); flawlens check lists them`,
    );
  }
  const { problems, doubts } = check;
  if (doubts.length > 0) {
    const [{ message, files }] = doubts;
    const others = doubts.length > 1 ? `, and ${doubts.length - 1} more to look at` : "";
    terminal.note(`${message} (${files[0]})${others}; flawlens check lists all`);
  }
  if (problems.length > 0)
    throw new Error(
      `${formatCheck({ ...check, rows: rowsOf(manifest, check), leftOut: [], warnings: [] })}\n\n` +
        `expected every image and mask of ${manifest.name} to be whole and to fit, got ${problems.length} that do not: ` +
        `mend or remove them`,
    );
}

/** The rows of a check that its problems are in: a large data set has hundreds. */
function rowsOf({ samples }: Manifest, { rows, problems }: DatasetCheck): DatasetCheck["rows"] {
  const files = new Set(problems.map(({ file }) => file));
  const wrong = samples.filter(({ image, mask }) => files.has(image) || files.has(mask ?? ""));
  return rows.filter(({ category, split, type }) =>
    wrong.some(
      (sample) =>
        sample.category === category &&
        sample.split === split &&
        (sample.label === 0 ? type === "normal" : sample.defectTypes.includes(type)),
    ),
  );
}
