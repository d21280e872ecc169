import { readFile } from "node:fs/promises";

import type { DescribePair } from "./describeDefect.ts";

export interface DescribeWithModelOptions {
  /** Address of an API like OpenAI's, such as `http://localhost:11434/v1`. */
  baseUrl: string;
  /** Name of the language model. */
  model: string;
  /** Sent as a bearer token, if it is given. */
  apiKey?: string;
  /** Makes the question; the default asks for a short natural phrase for the defect and the object. */
  prompt?: (pair: { category: string; defectType: string }) => string;
  /** Whether to send an image too, for models that take images; default false. */
  sendImage?: boolean;
  /** How long to wait for an answer, in ms; default 60,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/**
 * Asks a language model for descriptions, through any OpenAI-compatible endpoint (`POST
 * /chat/completions`), as the paper asked GPT-4o. The result takes the place of `describeDefect`, which
 * needs no model. Images leave the machine only with `sendImage`.
 *
 * The function that is returned throws an `Error` if the endpoint does not answer in time, refuses, or
 * answers something else than one line; the message says which and quotes the answer.
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
  const url = `${baseUrl.replace(/\/+$/, "")}/chat/completions`;
  return async ({ category, defectType, image }) => {
    const text = { type: "text", text: prompt({ category, defectType }) };
    const content = sendImage ? [text, await picture(image)] : text.text;
    const body = { model, temperature: 0, messages: [{ role: "user", content }] };
    const refuse = (got: string, cause?: unknown) =>
      new Error(
        `describeWithModel: expected a description of ${category}/${defectType} from ${url}, got ${got}`,
        { cause },
      );
    const timeout = AbortSignal.timeout(timeoutMs);
    let response: Response;
    let answer: string;
    try {
      response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(apiKey && { authorization: `Bearer ${apiKey}` }),
        },
        body: JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      answer = await response.text();
    } catch (error) {
      signal?.throwIfAborted();
      throw refuse(timeout.aborted ? `no answer in ${timeoutMs} ms` : String(error), error);
    }
    if (!response.ok) throw refuse(`${response.status}: ${answer.slice(0, 200)}`);
    const said = spoken(answer);
    if (said === undefined || /\n/.test(said.trim()) || !said.trim())
      throw refuse(`something else than one line of text: ${answer.slice(0, 200)}`);
    return tidied(said);
  };
}

function defaultPrompt({ category, defectType }: { category: string; defectType: string }): string {
  return (
    `An industrial image shows the object "${category}" with the defect "${defectType}". ` +
    "Name the defect and the object in one short natural English phrase of at most ten words, " +
    'such as "a scratch in wood". Answer with the phrase alone.'
  );
}

async function picture(file: string): Promise<unknown> {
  const bytes = await readFile(file);
  const type = /\.jpe?g$/i.test(file)
    ? "jpeg"
    : (/\.(\w+)$/.exec(file)?.[1].toLowerCase() ?? "png");
  const url = `data:image/${type};base64,${bytes.toString("base64")}`;
  return { type: "image_url", image_url: { url } };
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
