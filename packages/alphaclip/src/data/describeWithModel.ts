import { readFile } from "node:fs/promises";

import type { DescribePair } from "./describeDefect.ts";

export interface DescribeWithModelOptions {
  /** Of an API like OpenAI's: `https://api.openai.com/v1`, `http://localhost:11434/v1`. */
  baseUrl: string;
  model: string;
  /** Sent as a bearer token, where one is asked for. */
  apiKey?: string;
  /** What is asked; default a short natural phrase for the defect and the object. */
  prompt?: (pair: { category: string; defectType: string }) => string;
  /** Whether to send the image too, for models that see; default false. */
  sendImage?: boolean;
  /** Answers waited for, in ms; default 60,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/**
 * Descriptions by a language model behind any OpenAI-compatible endpoint (`POST
 * /chat/completions`), in the place of `describeDefect`, as the paper asked GPT-4o. Nothing here
 * needs one. The image leaves the machine only with `sendImage`.
 *
 * @throws {Error} If the endpoint does not answer in time, refuses, or answers something else
 *   than one short line; the message says which and quotes it.
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
      throw refuse(`no line of text: ${answer.slice(0, 200)}`);
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

/** Without the quotes around and the full stop after it that models add. */
function tidied(line: string): string {
  return line
    .trim()
    .replace(/^["'`](.*)["'`]$/, "$1")
    .replace(/\.$/, "")
    .trim();
}
