import { Refused, downloadBlob } from "./_downloadBlob.ts";
import type { RemoteBlob } from "./_downloadBlob.ts";
import { fetchContent } from "./_fetchContent.ts";
import { Answered, hubAccess } from "./_hubAccess.ts";
import type { HubAccess } from "./_hubAccess.ts";
import { exists, hubCacheDirectory, isCommit, repoCache } from "./_hubCache.ts";
import type { RepoCache } from "./_hubCache.ts";
import { isUnreachable, statusText } from "./_hubErrors.ts";

/** The revision, the server and the cache of a download. */
export interface HubOptions {
  /** A branch, a tag or a commit; default `"main"`. A commit pins the file for good. */
  revision?: string;
  /** The Hub or a mirror of it; default `HF_ENDPOINT`, else `https://huggingface.co`. */
  endpoint?: string;
  /** The access token for private and gated repositories, `hf_...`; default `HF_TOKEN`. */
  token?: string;
  /** The folder of the cache; default `HF_HUB_CACHE`, else `HF_HOME/hub`, else `~/.cache/huggingface/hub`. */
  cacheDirectory?: string;
  /** Whether only the cache is used, without a request; default whether `HF_HUB_OFFLINE` is 1. */
  offline?: boolean;
  /** Called after every piece that arrives, and not at all if the cache has the file. */
  onProgress?: (progress: HubProgress) => void;
  signal?: AbortSignal;
  /** Milliseconds before the second attempt after a broken connection; later attempts double it. Default 500. */
  retryMs?: number;
  /** Milliseconds without data after which a connection counts as broken; default 60,000. */
  stallMs?: number;
}

/** The progress of a download, in bytes. */
export interface HubProgress {
  repo: string;
  file: string;
  loaded: number;
  total: number;
}

/** A file in the cache. */
export interface HubFile {
  path: string;
  /** The commit that the revision stands for. Give it as `revision` to pin it. */
  commit: string;
}

/**
 * A file of a model repository of the Hugging Face Hub, in the cache that all programs of this
 * user share (also Python's): downloaded where it is not there yet. A broken connection is taken
 * up again where it ended, now or by the next call; what arrives is checked against the Hub's
 * checksum before it has its name. Where the Hub cannot be reached, what the cache has of that
 * revision is used.
 *
 * Attempts are bounded: a download ends after 5 in a row that bring nothing new, and after 20 and one
 * for each MiB of the file in all. What asking again does not change (401, 403, 404) is told at once.
 *
 * @param repo - `owner/name`.
 * @param file - Its path in the repository.
 * @throws {RangeError} If a name is none, the endpoint is not an address or holds a password, or the token
 *   cannot be sent.
 * @throws {Error} If the repository, revision or file does not exist or is not allowed, the Hub
 *   cannot be reached and the cache lacks the file, or the content is damaged; the message says
 *   which, and the way out.
 *
 * @example
 * const { path } = await downloadFromHub("timm/resnet18.tv_in1k", "model.safetensors");
 */
export async function downloadFromHub(
  repo: string,
  file: string,
  options: HubOptions = {},
): Promise<HubFile> {
  const { revision = "main", cacheDirectory = hubCacheDirectory() } = options;
  checkNames(repo, file, revision);
  const cache = repoCache(cacheDirectory, repo);
  const label = `downloadFromHub: ${repo}/${file} at ${revision}`;
  const known = async (): Promise<HubFile | undefined> => {
    const commit = await cache.commitOf(revision);
    const path = commit && (await cache.find(commit, file));
    return path ? { path, commit: commit as string } : undefined;
  };
  const offline = options.offline ?? /^(1|on|yes|true)$/i.test(process.env.HF_HUB_OFFLINE ?? "");
  if (offline || isCommit(revision)) {
    const found = await known();
    if (found) return found;
    if (offline) throw new Error(`${label}: expected it in the cache, as this is offline; ${await has(cache)}`); // prettier-ignore
  }
  const access = hubAccess(
    options.endpoint ?? process.env.HF_ENDPOINT ?? "https://huggingface.co",
    options.token ?? process.env.HF_TOKEN,
    options.stallMs ?? 60_000,
  );
  try {
    return await fetched(repo, file, revision, cache, access, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const found = isUnreachable(error) ? await known() : undefined;
    if (found) return found;
    throw new Error(`${label}: ${await explain(error, repo, cache, access)}`, { cause: error });
  }
}

async function fetched(
  repo: string,
  file: string,
  revision: string,
  cache: RepoCache,
  access: HubAccess,
  options: HubOptions,
): Promise<HubFile> {
  const { modelInfo, pathsInfo } = await import("@huggingface/hub");
  const { onProgress, signal, retryMs, stallMs } = options;
  const { hubUrl, ask } = access;
  const { sha } = await ask(
    (params) => modelInfo({ ...params, name: repo, revision, additionalFields: ["sha"] }),
    signal,
  );
  const commit = String(sha);
  if (!isCommit(commit)) throw new Refused(`expected a commit from ${hubUrl}, got ${shown(sha)}`);
  const cached = await cache.find(commit, file);
  if (!cached) {
    const [info] = await ask(
      (params) => pathsInfo({ ...params, repo, revision: commit, paths: [file] }),
      signal,
    );
    if (!info || info.type !== "file")
      throw new Refused(`expected a file, got a repository without it`);
    const etag = info.lfs?.oid ?? info.oid;
    if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(String(etag)))
      throw new Refused(`expected a checksum from ${hubUrl}, got ${shown(etag)}`);
    const size = info.lfs?.size ?? info.size;
    if (!Number.isSafeInteger(size) || size < 0)
      throw new Refused(`expected a size from ${hubUrl}, got ${shown(size)}`);
    const hex = etag as string;
    const blob: RemoteBlob = {
      size,
      checksum: { algorithm: info.lfs ? "sha256" : "git-sha1", hex },
      fetch: (start, either) => fetchContent(access, { repo, file, commit }, start, either),
    };
    const path = cache.blob(hex);
    if (!(await exists(path)))
      await downloadBlob(blob, path, {
        signal,
        retryMs,
        stallMs,
        onProgress: (loaded) => onProgress?.({ repo, file, loaded, total: blob.size }),
      });
    await cache.link(hex, commit, file);
  }
  await cache.remember(revision, commit);
  return { path: (await cache.find(commit, file)) as string, commit };
}

/** Names become parts of paths and addresses. */
function checkNames(repo: string, file: string, revision: string) {
  const plain = (text: string) =>
    /^[\w.-]+(\/[\w.-]+)*$/.test(text) && !text.split("/").some((part) => /^\.+$/.test(part));
  if (!plain(repo) || repo.split("/").length > 2)
    throw new RangeError(`downloadFromHub: expected a repository owner/name, got ${repo}`);
  if (!plain(file)) throw new RangeError(`downloadFromHub: expected a file's path, got ${file}`);
  if (!plain(revision))
    throw new RangeError(`downloadFromHub: expected a branch, tag or commit, got ${revision}`);
}

async function explain(
  error: unknown,
  repo: string,
  cache: RepoCache,
  { hubUrl, accessToken }: HubAccess,
): Promise<string> {
  if (error instanceof Answered)
    return statusText(error.status, { repo, hubUrl, withToken: Boolean(accessToken) });
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  if (!isUnreachable(error)) return message;
  const why = cause instanceof Error ? cause.message : message;
  return `expected an answer of the Hub, got none (${why}); set HF_ENDPOINT to a mirror, or load a local file with readParams; ${await has(cache)}`;
}

async function has(cache: RepoCache): Promise<string> {
  const revisions = await cache.revisions();
  return `the cache has ${revisions.length ? `${revisions.join(", ")} of the repository` : "nothing of the repository"}`;
}

/** What a server said, cut. */
function shown(value: unknown): string {
  return value === undefined ? "none" : (JSON.stringify(value) ?? "none").slice(0, 80);
}
