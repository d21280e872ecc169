/** What the functions of `@huggingface/hub` take to ask one server. */
interface HubParams {
  hubUrl: string;
  accessToken?: string;
  fetch: typeof fetch;
}

/** A Hub and the way to ask it. */
export interface HubAccess {
  hubUrl: string;
  accessToken?: string;
  /**
   * Makes one request, which ends when `signal` says so or when it has taken `stallMs`; its answer has at
   * most 16 MiB. Parts of an answer that nobody has read by then are not waited for.
   *
   * @throws {NoAnswer} If it took too long.
   * @throws {Answered} If the answer was no success.
   */
  ask<T>(request: (params: HubParams) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** Nobody answered in time, which says nothing of the file. */
export class NoAnswer extends Error {}

/** An answer by a status of failure. What the server said with it is left out: it may quote the token. */
export class Answered extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`the answer had status ${status}`);
    this.status = status;
  }
}

const maxAnswerBytes = 2 ** 24;

/**
 * Checks an endpoint and a token before anything is sent.
 *
 * @throws {RangeError} If the endpoint is not an address or holds a password, or the token cannot be sent.
 *   The message holds neither.
 */
export function hubAccess(endpoint: string, token: string | undefined, stallMs: number): HubAccess {
  const hubUrl = checkedEndpoint(endpoint);
  const accessToken = token?.trim() || undefined;
  if (accessToken && !/^[\x21-\x7e]+$/.test(accessToken))
    throw new RangeError(
      "downloadFromHub: expected a token of letters and digits, got one with spaces or other characters; copy HF_TOKEN again",
    );
  return {
    hubUrl,
    accessToken,
    async ask(request, signal) {
      const ended = new AbortController();
      const late = new NoAnswer(`no answer in ${stallMs} ms`);
      const timer = setTimeout(() => ended.abort(late), stallMs);
      const either = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
      const limited = async (url: Parameters<typeof fetch>[0], init?: RequestInit) =>
        withLimit(await fetch(url, { ...init, signal: either }), hubUrl);
      try {
        const params = { hubUrl, ...(accessToken && { accessToken }), fetch: limited };
        return await request(params as HubParams);
      } catch (error) {
        throw ended.signal.aborted ? late : withoutText(error);
      } finally {
        clearTimeout(timer);
        ended.abort(); // closes what is left of the answer
      }
    },
  };
}

function checkedEndpoint(endpoint: string): string {
  let url: URL | undefined;
  try {
    url = new URL(endpoint);
  } catch {
    // told below
  }
  const expected = "downloadFromHub: expected an endpoint such as https://huggingface.co";
  if (url?.username || url?.password)
    throw new RangeError(
      `${expected}, got one with a name or password; give what your mirror needs as token`,
    );
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash)
    throw new RangeError(`${expected}, got ${endpoint.replace(/^.*@|[?#].*$/g, "...")}`);
  return endpoint.replace(/\/+$/, "");
}

/** `HubApiError`, known by its status, as an error of this file. */
function withoutText(error: unknown): unknown {
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return typeof statusCode === "number" ? new Answered(statusCode) : error;
}

/** The same response, whose text is read up to a limit. What a failure says beside its status may be anything. */
function withLimit(response: Response, hubUrl: string): Response {
  const text = async (): Promise<string> => {
    let bytes = 0;
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      if (bytes > maxAnswerBytes)
        throw new Error(`expected an answer of at most ${maxAnswerBytes} bytes, got more`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
  };
  const json = async (): Promise<unknown> => {
    const value = parsed(await text()) ?? (response.ok ? undefined : {});
    if (value !== undefined) return value;
    throw new Error(
      `expected the JSON of a Hub from ${hubUrl}, got something else: a sign-in page of the network, or a server that is no Hub; open the address in a browser, or set HF_ENDPOINT`,
    );
  };
  return Object.assign(response, { text, json });
}

/** The value of a text in JSON; undefined if it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
