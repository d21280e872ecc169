import { readRange } from "./_readRange.ts";
import { shorten } from "./_shorten.ts";
import { tensorBytes } from "./_tensorData.ts";
import type { TensorHeader } from "./_tensorHeader.ts";
import type { OpenExternal } from "./externalSource.ts";
import type { OnnxType } from "./onnxModel.ts";

/** How often, on average, the tensors of a model may share the bytes of a file beside it. */
const maxShared = 16;

/** Reads the elements of tensors that are in files beside the model, one at a time. */
export class ExternalData {
  private readonly headers: Iterable<TensorHeader>;
  private readonly open: OpenExternal | undefined;
  private readonly context: string;
  private claimed: Map<string, number> | undefined;

  /** `headers` are those of all tensors of the model; errors begin with `context`. */
  constructor(headers: Iterable<TensorHeader>, open: OpenExternal | undefined, context: string) {
    this.headers = headers;
    this.open = open;
    this.context = context;
  }

  /** The elements of one tensor. Nothing is allocated before the file is known to hold them. */
  async read(header: TensorHeader, type: OnnxType): Promise<Uint8Array<ArrayBuffer>> {
    const label = shorten(header.name);
    const stated = header.external?.get("location") ?? "";
    const location = insideFolder(stated);
    if (location === undefined)
      throw new RangeError(
        `${this.context}: expected the data of ${label} in a file beside the model, got ${shorten(stated)}`,
      );
    if (!this.open)
      throw new RangeError(
        `${this.context}: expected the data of ${label} in the model itself, got them in ${shorten(location)} beside it; pass openExternal`,
      );
    const source = await this.open(location, label);
    try {
      const bytes = tensorBytes(type, header.dims);
      const offset = wholeNumber(header.external?.get("offset") ?? "0");
      const length = wholeNumber(header.external?.get("length") ?? String(bytes));
      if (length !== bytes || !(offset + bytes <= source.size))
        throw new RangeError(
          `${this.context}: expected ${bytes} bytes for ${label} inside ${shorten(location)} of ${source.size}, got ${length} at ${offset}`,
        );
      const claimed = (this.claimed ??= claimedBytes(this.headers)).get(location) ?? 0;
      if (claimed > maxShared * source.size)
        throw new RangeError(
          `${this.context}: expected tensors of about ${source.size} bytes in ${shorten(location)}, got ${claimed}: too many share its bytes`,
        );
      return await readRange(source, offset, offset + bytes, this.context);
    } finally {
      await source.close();
    }
  }
}

/** A location as a path inside the model's folder; undefined if it leads elsewhere. */
function insideFolder(location: string): string | undefined {
  if (/^[/\\]|^[a-z]:|\0/i.test(location)) return undefined;
  const parts: string[] = [];
  for (const part of location.split(/[/\\]/)) {
    if (part === ".." && parts.pop() === undefined) return undefined;
    if (part !== "" && part !== "." && part !== "..") parts.push(part);
  }
  return parts.length ? parts.join("/") : undefined;
}

function wholeNumber(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : NaN;
}

/** The bytes that all tensors together say they have in each file. */
function claimedBytes(headers: Iterable<TensorHeader>): Map<string, number> {
  const claimed = new Map<string, number>();
  for (const { external, type, dims } of headers) {
    const location = external && insideFolder(external.get("location") ?? "");
    if (type && location !== undefined)
      claimed.set(location, (claimed.get(location) ?? 0) + tensorBytes(type, dims));
  }
  return claimed;
}
