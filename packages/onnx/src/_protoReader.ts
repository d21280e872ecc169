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
  private window: ProtoWindow<ArrayBuffer> = { bytes: new Uint8Array(0), start: 0 };
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
      const headEnd = Math.min(at + headBytes, this.source.size);
      const window = this.holds(at, headEnd) ? this.window : await this.moved(at);
      const field = fieldAt(window, at, end, this.context);
      yield field;
      at = field.end;
    }
  }

  /** The bytes of a payload, in memory of their own. */
  async read({ begin, end }: { begin: number; end: number }): Promise<Uint8Array<ArrayBuffer>> {
    if (end - begin > headBytes) return readRange(this.source, begin, end, this.context);
    // Millions of single numbers, perhaps.
    const { bytes, start } = this.holds(begin, end) ? this.window : await this.moved(begin);
    return bytes.slice(begin - start, end - start);
  }

  /** Whether the window holds the bytes from `begin` to `end`. */
  private holds(begin: number, end: number): boolean {
    const { bytes, start } = this.window;
    return begin >= start && end <= start + bytes.length;
  }

  /** The window from `begin` on. Another reading may move it again before this one goes on. */
  private async moved(begin: number): Promise<ProtoWindow<ArrayBuffer>> {
    const end = Math.min(begin + windowBytes, this.source.size);
    const bytes = await readRange(this.source, begin, end, this.context);
    return (this.window = { bytes, start: begin });
  }
}
