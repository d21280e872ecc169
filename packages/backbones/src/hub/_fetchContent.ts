import { Refused } from "./_downloadBlob.ts";
import { Answered } from "./_hubAccess.ts";
import type { HubAccess } from "./_hubAccess.ts";
import { isPassing, statusText } from "./_hubErrors.ts";

/**
 * One request for the content of a file from byte `start` on.
 *
 * @throws {Refused} If the answer will be the same the next time.
 */
export async function fetchContent(
  access: HubAccess,
  { repo, file, commit }: { repo: string; file: string; commit: string },
  start: number,
  signal: AbortSignal,
): Promise<Response> {
  const { fileDownloadInfo } = await import("@huggingface/hub");
  const { hubUrl, accessToken, ask } = access;
  const refuse = (status: number): Error => {
    const text = statusText(status, { repo, hubUrl, withToken: Boolean(accessToken) });
    return isPassing(status) ? new Error(`expected the content, got ${status}`) : new Refused(text);
  };
  // Asked for anew by every attempt: links to the content expire.
  const link = await ask(
    (params) => fileDownloadInfo({ ...params, repo, path: file, revision: commit }),
    signal,
  ).catch((error: unknown) => {
    throw error instanceof Answered ? refuse(error.status) : error;
  });
  if (!link) throw new Refused("expected a file, got a repository without it");
  const own = new URL(link.url).origin === new URL(hubUrl).origin;
  const response = await fetch(link.url, {
    signal,
    headers: {
      // A redirect to another host goes without it: fetch takes it away.
      ...(own && accessToken && { Authorization: `Bearer ${accessToken}` }),
      ...(start > 0 && { Range: `bytes=${start}-` }),
    },
  });
  if (response.ok) return response;
  await response.body?.cancel();
  throw refuse(response.status);
}
