import { fieldAt, headBytes, maxFields, tooManyFields } from "./_protoField.ts";
import type { ProtoField } from "./_protoField.ts";
import { readRange } from "./_readRange.ts";
import type { ProtoWindow } from "./_varint.ts";
import type { ByteSource } from "./byteSource.ts";

const windowBytes = 65_536;

/** Fields of protobuf messages in a source, read in order; payloads are stepped over unread. */
export class ProtoReader {
  private readonly source: ByteSource;
  private readonly context: string;
  private window: ProtoWindow = { bytes: new Uint8Array(0), start: 0 };
  private fields = 0;

  /** Errors begin with `context`. */
  constructor(source: ByteSource, context: string) {
    this.source = source;
    this.context = context;
  }

  /** The fields of the message from `begin` to `end`; at most `maxFields` from one reader. */
  async *message(begin: number, end: number): AsyncGenerator<ProtoField, void, undefined> {
    for (let at = begin; at < end;) {
      if (++this.fields > maxFields) throw tooManyFields(this.context, at);
      const window = await this.windowFor(at, Math.min(at + headBytes, this.source.size));
      const field = fieldAt(window, at, end, this.context);
      yield field;
      at = field.end;
    }
  }

  /** The bytes of a payload, in memory of their own. */
  async read({ begin, end }: { begin: number; end: number }): Promise<Uint8Array<ArrayBuffer>> {
    if (end - begin > headBytes) return readRange(this.source, begin, end, this.context);
    const { bytes, start } = await this.windowFor(begin, end); // millions of single numbers, perhaps
    return bytes.slice(begin - start, end - start) as Uint8Array<ArrayBuffer>;
  }

  /** A window that holds the bytes from `begin` to `end`. */
  private async windowFor(begin: number, end: number): Promise<ProtoWindow> {
    const { bytes, start } = this.window;
    if (begin < start || end > start + bytes.length) {
      const until = Math.min(begin + windowBytes, this.source.size);
      this.window = {
        bytes: await readRange(this.source, begin, until, this.context),
        start: begin,
      };
    }
    return this.window;
  }
}
