import { NoAnswer } from "./_hubAccess.ts";

/** What was asked for, and how. */
export interface Asked {
  repo: string;
  hubUrl: string;
  /** Whether a token was sent. */
  withToken: boolean;
}

/** What an answer by its status means, and the way out. */
export function statusText(status: number, { repo, hubUrl, withToken }: Asked): string {
  if (status === 401 || status === 403) {
    const token = withToken
      ? "the token that was sent is not valid or may not read it: set HF_TOKEN to one that may"
      : "set HF_TOKEN to a token that may read it";
    return `expected access, got ${status}: ${repo} is private, gated or does not exist; for a gated model accept its licence at ${hubUrl}/${repo}; ${token}`;
  }
  if (status === 404) return "expected the file, got 404: no such repository or revision";
  return `expected the file, got ${status} from the Hub; try again later`;
}

/** Whether asking again may help: too many requests, a time-out, a fault of the server. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** Whether nobody answered, or not to the end, which says nothing of the file. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof NoAnswer) return true;
  return error instanceof TypeError && /^(fetch failed|terminated)$/.test(error.message);
}
