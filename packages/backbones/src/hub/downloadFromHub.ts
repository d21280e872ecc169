import { Refused, downloadBlob } from "./_downloadBlob.ts";
import type { RemoteBlob } from "./_downloadBlob.ts";
import { exists, hubCacheDirectory, isCommit, repoCache } from "./_hubCache.ts";
import type { RepoCache } from "./_hubCache.ts";

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
 * @param repo - `owner/name`.
 * @param file - Its path in the repository.
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
  try {
    return await fetched(repo, file, revision, cache, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const found = isUnreachable(error) ? await known() : undefined;
    if (found) return found;
    throw new Error(`${label}: ${await explain(error, repo, cache)}`, { cause: error });
  }
}

async function fetched(
  repo: string,
  file: string,
  revision: string,
  cache: RepoCache,
  options: HubOptions,
): Promise<HubFile> {
  const { HUB_URL, fileDownloadInfo, modelInfo, pathsInfo } = await import("@huggingface/hub");
  const { onProgress, signal, retryMs, stallMs } = options;
  const hubUrl = (options.endpoint ?? process.env.HF_ENDPOINT ?? HUB_URL).replace(/\/+$/, "");
  const accessToken = options.token ?? process.env.HF_TOKEN;
  const access = {
    hubUrl,
    ...(accessToken && { accessToken }),
    fetch: ((url: string, init?: RequestInit) =>
      fetch(url, { ...init, ...(signal && { signal }) })) as typeof fetch,
  };

  const { sha } = await modelInfo({ ...access, name: repo, revision, additionalFields: ["sha"] });
  const commit = String(sha);
  if (!isCommit(commit)) throw new Refused(`expected a commit from ${hubUrl}, got ${commit}`);
  const cached = await cache.find(commit, file);
  if (!cached) {
    const [info] = await pathsInfo({ ...access, repo, revision: commit, paths: [file] });
    if (!info || info.type !== "file")
      throw new Refused(`expected a file, got a repository without it`);
    const etag = info.lfs?.oid ?? info.oid ?? "";
    if (!/^[0-9a-f]{40,64}$/.test(etag))
      throw new Refused(`expected a checksum from ${hubUrl}, got ${etag || "none"}`);
    const blob: RemoteBlob = {
      size: info.lfs?.size ?? info.size,
      checksum: { algorithm: info.lfs ? "sha256" : "git-sha1", hex: etag },
      async fetch(start, either) {
        // Asked for anew by every attempt: links to the content expire.
        const link = await fileDownloadInfo({ ...access, repo, path: file, revision: commit });
        if (!link) throw new Refused("expected a file, got a repository without it");
        const own = new URL(link.url).origin === new URL(hubUrl).origin;
        const response = await fetch(link.url, {
          signal: either,
          headers: {
            ...(own && accessToken && { Authorization: `Bearer ${accessToken}` }),
            ...(start > 0 && { Range: `bytes=${start}-` }),
          },
        });
        if (response.ok) return response;
        await response.body?.cancel();
        const message = `expected the content, got ${response.status}`;
        throw response.status === 429 || response.status >= 500
          ? new Error(message)
          : new Refused(message);
      },
    };
    const path = cache.blob(etag);
    if (!(await exists(path)))
      await downloadBlob(blob, path, {
        signal,
        retryMs,
        stallMs,
        onProgress: (loaded) => onProgress?.({ repo, file, loaded, total: blob.size }),
      });
    await cache.link(etag, commit, file);
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

/** Whether nobody answered, which says nothing of the file. */
function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError && error.message === "fetch failed";
}

async function explain(error: unknown, repo: string, cache: RepoCache): Promise<string> {
  const { HubApiError } = await import("@huggingface/hub");
  if (error instanceof HubApiError) {
    const { statusCode } = error;
    if (statusCode === 401 || statusCode === 403)
      return `expected access, got ${statusCode}: ${repo} is private, gated or does not exist; set HF_TOKEN to a token that may read it`;
    if (statusCode === 404) return `expected the file, got 404: no such repository or revision`;
    return `expected the file, got ${statusCode} from the Hub; try again later`;
  }
  if (isUnreachable(error)) {
    const { cause } = error as Error;
    const why = cause instanceof Error ? cause.message : "no answer";
    return `expected an answer of the Hub, got none (${why}); set HF_ENDPOINT to a mirror, or load a local file with readParams; ${await has(cache)}`;
  }
  return error instanceof Error ? error.message : String(error);
}

async function has(cache: RepoCache): Promise<string> {
  const revisions = await cache.revisions();
  return `the cache has ${revisions.length ? `${revisions.join(", ")} of the repository` : "nothing of the repository"}`;
}
