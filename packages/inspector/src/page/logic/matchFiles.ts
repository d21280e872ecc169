/** A file that was dropped or chosen, and its path from the folder that was. */
export interface Given {
  path: string;
  file: File;
}

/** Dropped files by what they are. */
export interface Sorted {
  /** Detectors, and files that describe regions; one named `detector.onnx` is the first. */
  models: Given[];
  manifest: Given | null;
  results: Given | null;
  images: Given[];
  /** Files that nothing is done with. */
  others: Given[];
}

const imageName = /\.(png|jpe?g|webp|gif|bmp|avif|tiff?)$/i;

/** Tells dropped files apart by their names. */
export function sortFiles(files: readonly Given[]): Sorted {
  const named = (name: string) =>
    files.find(({ path }) => path.split("/").at(-1)?.toLowerCase() === name) ?? null;
  const first = named("detector.onnx");
  const models = [
    ...(first ? [first] : []),
    ...files.filter((given) => given !== first && /\.onnx$/i.test(given.path)),
  ];
  const [manifest, results] = [named("manifest.json"), named("results.json")];
  const images = files.filter(({ path }) => imageName.test(path));
  const used = new Set([...models, manifest, results, ...images]);
  return {
    models,
    manifest,
    results,
    images: images.sort((a, b) => a.path.localeCompare(b.path, "en", { numeric: true })),
    others: files.filter((given) => !used.has(given)),
  };
}

/**
 * Finds the files of a manifest's paths among dropped ones, whatever folder was dropped: one path ends with the other.
 * A file that fits several paths, or a path that several files fit, is left out: it would be a guess.
 *
 * @param paths - With "/", from the manifest's root.
 * @returns Files by path.
 *
 * @example
 * matchFiles(["bottle/test/good/000.png"], [{ path: "test/good/000.png", file }]);
 */
export function matchFiles(paths: readonly string[], files: readonly Given[]): Map<string, Given> {
  const nameOf = (path: string) => path.split("/").at(-1) ?? "";
  const byName = groupBy(files, ({ path }) => nameOf(path));
  const pairs = [...new Set(paths)].flatMap((path) =>
    (byName.get(nameOf(path)) ?? [])
      .filter((given) => endsWith(given.path, path) || endsWith(path, given.path))
      .map((given) => ({ path, given })),
  );
  const ofPath = groupBy(pairs, ({ path }) => path);
  const ofFile = groupBy(pairs, ({ given }) => given);
  const sure = pairs.filter(
    ({ path, given }) => ofPath.get(path)?.length === 1 && ofFile.get(given)?.length === 1,
  );
  return new Map(sure.map(({ path, given }) => [path, given]));
}

function endsWith(path: string, end: string): boolean {
  return path === end || path.endsWith(`/${end}`);
}

/** `Map.groupBy`, which Node has from version 21 on. */
function groupBy<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}
