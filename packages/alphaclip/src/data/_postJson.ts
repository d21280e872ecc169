/** What came back. */
export interface PostedAnswer {
  status: number;
  /** The target of a redirect, without its query; undefined for other answers. */
  location: string | undefined;
  answer: string;
}

const maxAnswerBytes = 2 ** 20;

/**
 * Posts JSON to one address and reads the answer, of at most 1 MiB. A redirect is given back and not followed:
 * what is sent is for that address alone.
 */
export async function postJson(
  url: URL,
  body: unknown,
  apiKey: string | undefined,
  signal: AbortSignal,
): Promise<PostedAnswer> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(apiKey && { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify(body),
    redirect: "manual",
    signal,
  });
  const { status } = response;
  if (status >= 300 && status < 400) {
    await response.body?.cancel();
    return { status, location: placeOf(response.headers.get("location"), url), answer: "" };
  }
  let bytes = 0;
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes)
      throw new Error(`an answer of more than ${maxAnswerBytes} bytes; is this a language model?`);
    chunks.push(chunk);
  }
  return { status, location: undefined, answer: Buffer.concat(chunks).toString("utf8") };
}

function placeOf(location: string | null, from: URL): string {
  if (location === null || !URL.canParse(location, from.href)) return "nowhere";
  const { origin, pathname } = new URL(location, from);
  return origin + pathname;
}
