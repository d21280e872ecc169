import { HTTPException } from "hono/http-exception";

/** An image that a client sent: its file, and the name that the client gave it. */
export interface RequestImage {
  name: string | null;
  file: Uint8Array;
}

/**
 * The images in the body of a request: the files of a `multipart/form-data`, the `images` of a JSON object (base64,
 * also as `data:` URLs), or else the body itself, whatever its type says.
 *
 * @param most - The most images.
 * @throws {HTTPException} 400 if the body is not what its type says or has no image, 413 if it has too many.
 */
export async function requestImages(
  body: Uint8Array<ArrayBuffer>,
  contentType: string,
  most: number,
): Promise<RequestImage[]> {
  const images = await imagesIn(body, contentType);
  if (images.length === 0) throw refused("expected at least one image, got none");
  if (images.length > most)
    throw new HTTPException(413, {
      message: `expected at most ${most} images in a request, got ${images.length}`,
    });
  return images;
}

async function imagesIn(
  body: Uint8Array<ArrayBuffer>,
  contentType: string,
): Promise<RequestImage[]> {
  const type = contentType.split(";")[0].trim().toLowerCase();
  if (type === "multipart/form-data") return formImages(body, contentType);
  if (type === "application/json") return jsonImages(body);
  return body.length > 0 ? [{ name: null, file: body }] : [];
}

async function formImages(
  body: Uint8Array<ArrayBuffer>,
  contentType: string,
): Promise<RequestImage[]> {
  const form = await new Response(body, { headers: { "content-type": contentType } })
    .formData()
    .catch(() => {
      throw refused("expected a multipart/form-data body with its boundary, got another one");
    });
  const files = [...form.values()].filter((value) => typeof value !== "string");
  return Promise.all(
    files.map(async (file) => ({
      name: file.name,
      file: new Uint8Array(await file.arrayBuffer()),
    })),
  );
}

function jsonImages(body: Uint8Array): RequestImage[] {
  const images = (parseJson(body) as { images?: unknown } | null)?.images;
  if (!Array.isArray(images))
    throw refused('expected a JSON object {"images": ["<base64>", ...]}, got another value');
  return images.map((image, i) => {
    const text = typeof image === "string" ? image.replace(/^data:[^,]{0,200},/, "") : "";
    // Buffer skips what is not base64: half an image would be read as a whole one.
    if (!/^[\w+/-]+={0,2}$/.test(text))
      throw refused(`expected an image in base64 at images[${i}], got another value`);
    return { name: null, file: Buffer.from(text, "base64") };
  });
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw refused("expected JSON in UTF-8, got another body");
  }
}

function refused(message: string): HTTPException {
  return new HTTPException(400, { message });
}
