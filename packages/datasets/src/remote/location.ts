import { dirname, join, resolve } from "node:path";

/**
 * Whether a place is on HTTP(S) or in S3-compatible storage, and no path of this machine: `https://host/folder`,
 * `s3://bucket/prefix`.
 */
export function isRemote(place: string): boolean {
  return /^(https?|s3):\/\//i.test(place);
}

/** Whether a place is in S3-compatible storage, where files can be listed. */
export function isInS3(place: string): boolean {
  return /^s3:\/\//i.test(place);
}

/**
 * The place of what lies below a root: a path, or the address of it where the root is remote.
 *
 * @param root - A folder, `https://host/folder` or `s3://bucket/prefix`.
 * @param paths - From the root, with "/".
 * @throws {Error} If the root is remote and a path leads out of it.
 *
 * @example
 * const image = await readImage(placeIn(manifest.root, sample.image));
 */
export function placeIn(root: string, ...paths: string[]): string {
  if (!isRemote(root)) return join(root, ...paths);
  const parts = paths.flatMap((path) => path.split("/")).filter((part) => part !== "" && part !== "."); // prettier-ignore
  if (parts.some((part) => part === ".." || part.includes("\\")))
    throw new Error(`expected a path below ${root}, got ${paths.join("/")}`);
  const below = isInS3(root) ? parts : parts.map(encodeURIComponent);
  return [absolutePlace(root), ...below].join("/");
}

/** A folder's absolute path; a remote place without "/" at its end. */
export function absolutePlace(root: string): string {
  return isRemote(root) ? root.replace(/\/+$/, "") : resolve(root);
}

/** The folder that a file lies in. */
export function folderOf(file: string): string {
  return isRemote(file) ? file.slice(0, file.lastIndexOf("/")) : dirname(file);
}

/**
 * Refuses addresses that hold a name, a password or a query, which may be a key: they would be seen in messages and results.
 *
 * @throws {Error} Without what was refused.
 */
export function checkRemote(caller: string, place: string): void {
  if (!isRemote(place)) return;
  if (isInS3(place)) {
    if (/^s3:\/\/[a-z0-9][a-z0-9.-]*(\/|$)/.test(place)) return;
    throw new Error(`${caller}: expected s3://bucket/prefix, got a bucket of another name`);
  }
  const url = URL.canParse(place) ? new URL(place) : null;
  const problem = !url
    ? "something else"
    : url.username || url.password
      ? "a name and password in it"
      : /[?#]/.test(place)
        ? 'a "?" or "#" in it'
        : null;
  if (problem)
    throw new Error(
      `${caller}: expected an address such as https://host/folder/list.csv, got ${problem}; where the server wants a key, ` +
        `set FLAWLENS_HTTP_AUTHORIZATION="https://host Bearer KEY"`,
    );
}
