import { checkDataset, type DatasetCheck, formatCheck, type Manifest } from "@flawlens/datasets";
import { showProgress } from "./progress.ts";

/**
 * Opens every image and mask once, so that a damaged one is told of before training and not hours
 * into it.
 *
 * @throws {Error} With a table of the data set and every file that is wrong.
 */
export async function checkFiles(
  manifest: Manifest,
  { signal }: { signal?: AbortSignal } = {},
): Promise<void> {
  const bar = showProgress("checking images", manifest.samples.length);
  const check = await checkDataset(manifest, { onProgress: (done) => bar.update(done), signal })
    // The bar must go before anything else is printed.
    .finally(() => bar.stop());
  const { problems, leftOut } = check;
  const strays = leftOut.reduce((sum, { images }) => sum + images, 0);
  if (strays > 0)
    console.warn(
      `note: ${strays} image files in ${manifest.root} are not part of the data set, such as ${leftOut.find(({ images }) => images > 0)?.path}`,
    );
  if (problems.length > 0)
    throw new Error(
      `${formatCheck({ ...check, rows: rowsOf(manifest, check) })}\n\n` +
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
