import { extname } from "node:path";

const ADVICE: readonly [advice: string, ...extensions: string[]][] = [
  ["convert these images to PNG or JPEG", "heic", "heif", "svg", "jxl", "jp2", "psd", "exr", "hdr"],
  ["convert these images to PNG", "pgm", "ppm", "pnm", "pbm", "npy", "dcm", "tga"],
  ["develop these camera files to PNG or JPEG", "dng", "cr2", "cr3", "nef", "arw", "raw", "rw2"],
  ["unpack this archive", "zip", "tar", "gz", "tgz", "xz", "7z", "rar"],
  ["save frames of this film as images", "mp4", "avi", "mov", "mkv", "webm"],
];

const adviceOf = new Map(
  ADVICE.flatMap(([advice, ...extensions]) => extensions.map((name) => [`.${name}`, advice])),
);

/** What to do about a file that may hold images but is not read; null for any other file. */
export function adviceFor(name: string): string | null {
  return adviceOf.get(extname(name).toLowerCase()) ?? null;
}

/** What to say about the files of a folder that are not read: a text for each extension. */
export function unreadFiles(files: readonly string[]): string[] {
  const byExtension = new Map<string, string[]>();
  for (const name of files)
    if (adviceFor(name) !== null) {
      const extension = extname(name).toLowerCase();
      byExtension.set(extension, [...(byExtension.get(extension) ?? []), name]);
    }
  return [...byExtension].map(
    ([extension, names]) =>
      `${extension} is not read (${names.length === 1 ? names[0] : `${names.length} files, such as ${names[0]}`}); ${adviceFor(names[0])}`,
  );
}
