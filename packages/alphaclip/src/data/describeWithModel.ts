import { pictureMessage } from "./_pictureMessage.ts";
import { postJson } from "./_postJson.ts";
import { withoutSecrets } from "./_withoutSecrets.ts";
import type { DescribePair } from "./describeDefect.ts";

export interface DescribeWithModelOptions {
  /**
   * Address of an API like OpenAI's, such as `http://localhost:11434/v1`. A query (`?api-version=...`) stays
   * behind the path; names and passwords are refused.
   */
  baseUrl: string;
  /** Name of the language model. */
  model: string;
  /** Sent as a bearer token, if it is given, to this address alone; it stands in no message, nor does a query. */
  apiKey?: string;
  /** Makes the question; the default asks for a short natural phrase for the defect and the object. */
  prompt?: (pair: { category: string; defectType: string }) => string;
  /** Whether to send an image too, for models that take images; default false. */
  sendImage?: boolean;
  /** How long to wait for an answer, to its end, in ms; default 60,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/**
 * Asks a language model for descriptions, through any OpenAI-compatible endpoint (`POST
 * /chat/completions`), as the paper asked GPT-4o. The result takes the place of `describeDefect`, which
 * needs no model. Images leave the machine only with `sendImage`, and only for `baseUrl`: a redirect is not
 * followed. A file that does not begin as an image does is not sent, whatever its name.
 *
 * The function that is returned throws an `Error` if the endpoint does not answer in time, refuses, redirects,
 * or answers something else than one line in at most 1 MiB; the message says which and quotes the answer.
 *
 * @throws {RangeError} If `baseUrl` is not an address of http or https or holds a name or a password, or
 *   `apiKey` cannot be sent. The message holds neither.
 *
 * @example
 * const describe = describeWithModel({ baseUrl: "http://localhost:11434/v1", model: "llava", sendImage: true });
 * const regions = await buildRegions(manifest, { describe });
 */
export function describeWithModel({
  baseUrl,
  model,
  apiKey,
  prompt = defaultPrompt,
  sendImage = false,
  timeoutMs = 60_000,
  signal,
}: DescribeWithModelOptions): DescribePair {
  const url = endpointOf(baseUrl);
  if (apiKey && !/^[\x21-\x7e]+$/.test(apiKey))
    throw new RangeError(
      "describeWithModel: expected an apiKey of letters, digits and signs, got one with spaces or other characters; copy it again",
    );
  const shownUrl = url.origin + url.pathname;
  const hidden = withoutSecrets([apiKey ?? "", ...url.searchParams.values()]);
  return async ({ category, defectType, image }) => {
    const text = { type: "text", text: prompt({ category, defectType }) };
    const content = sendImage ? [text, await pictureMessage(image)] : text.text;
    const body = { model, temperature: 0, messages: [{ role: "user", content }] };
    const refuse = (got: string, cause?: unknown) =>
      new Error(
        `describeWithModel: expected a description of ${category}/${defectType} from ${shownUrl}, got ${hidden(got)}`,
        { cause },
      );
    const timeout = AbortSignal.timeout(timeoutMs);
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const { status, location, answer } = await postJson(url, body, apiKey, either).catch(
      (error: unknown) => {
        signal?.throwIfAborted();
        throw refuse(timeout.aborted ? `no answer in ${timeoutMs} ms` : String(error), error);
      },
    );
    const quoted = hidden(answer).slice(0, 200);
    if (location !== undefined)
      throw refuse(
        `a redirect (${status}) to ${hidden(location).slice(0, 200)}; the question is not sent on: give that address as baseUrl if it is yours`,
      );
    if (status < 200 || status > 299) throw refuse(`${status}: ${quoted}`);
    const said = spoken(answer);
    if (said === undefined || /\n/.test(said.trim()) || !said.trim())
      throw refuse(`something else than one line of text: ${quoted}`);
    return tidied(said);
  };
}

function endpointOf(baseUrl: string): URL {
  const expected = "describeWithModel: expected a baseUrl such as http://localhost:11434/v1";
  if (!URL.canParse(baseUrl)) throw new RangeError(`${expected}, got no address`);
  const url = new URL(baseUrl);
  if (url.username || url.password)
    throw new RangeError(`${expected}, got one with a name or password; give a key as apiKey`);
  if (!/^https?:$/.test(url.protocol))
    throw new RangeError(`${expected}, got one of ${url.protocol}`);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/chat/completions`;
  return url;
}

function defaultPrompt({ category, defectType }: { category: string; defectType: string }): string {
  return (
    `An industrial image shows the object "${category}" with the defect "${defectType}". ` +
    "Name the defect and the object in one short natural English phrase of at most ten words, " +
    'such as "a scratch in wood". Answer with the phrase alone.'
  );
}

function spoken(answer: string): string | undefined {
  try {
    const content: unknown = JSON.parse(answer)?.choices?.[0]?.message?.content;
    return typeof content === "string" ? content : undefined;
  } catch {
    return undefined;
  }
}

/** The line without the quotes and the full stop that models like to add. */
function tidied(line: string): string {
  return line
    .trim()
    .replace(/^["'`](.*)["'`]$/, "$1")
    .replace(/\.$/, "")
    .trim();
}
