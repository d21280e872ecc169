import { copyFile, mkdir, readFile, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, relative } from "node:path";

/** The files of one repository in the cache, in the layout that Python's `huggingface_hub` shares. */
export interface RepoCache {
  /** The commit that a revision's name stood for when it was last requested. */
  commitOf(revision: string): Promise<string | undefined>;
  /** The file of a commit, if it is there. */
  find(commit: string, file: string): Promise<string | undefined>;
  /** The branches and tags that are there, and commits. */
  revisions(): Promise<string[]>;
  /** The place of a file's content, by its checksum. */
  blob(etag: string): string;
  /** Makes a blob the file of a commit, and gives its path. */
  link(etag: string, commit: string, file: string): Promise<string>;
  remember(revision: string, commit: string): Promise<void>;
}

/** `HF_HUB_CACHE`, `HF_HOME/hub`, or `hub` in the user's cache of Hugging Face. */
export function hubCacheDirectory(): string {
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = process.env;
  const home = HF_HOME ?? join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "huggingface");
  return HF_HUB_CACHE ?? HUGGINGFACE_HUB_CACHE ?? join(home, "hub");
}

export function repoCache(cacheDirectory: string, repo: string): RepoCache {
  const folder = join(cacheDirectory, `models--${repo.replaceAll("/", "--")}`);
  const snapshot = (commit: string, file: string) => join(folder, "snapshots", commit, file);
  const blob = (etag: string) => join(folder, "blobs", etag);
  return {
    blob,
    async commitOf(revision) {
      if (isCommit(revision)) return revision;
      const text = await readFile(join(folder, "refs", revision), "utf8").catch(() => "");
      return isCommit(text.trim()) ? text.trim() : undefined;
    },
    async find(commit, file) {
      const path = snapshot(commit, file);
      return (await exists(path)) ? path : undefined;
    },
    async revisions() {
      const names = await Promise.all(
        ["refs", "snapshots"].map((part) => readdir(join(folder, part)).catch(() => [])),
      );
      return names.flat();
    },
    async link(etag, commit, file) {
      const path = snapshot(commit, file);
      await mkdir(dirname(path), { recursive: true });
      await rm(path, { force: true });
      await symlink(relative(dirname(path), blob(etag)), path).catch(
        () => copyFile(blob(etag), path), // file systems without links
      );
      return path;
    },
    async remember(revision, commit) {
      if (isCommit(revision)) return;
      const path = join(folder, "refs", revision);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, commit);
    },
  };
}

export function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
