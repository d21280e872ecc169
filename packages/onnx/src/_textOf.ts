/** A text of protobuf: UTF-8, where a leading U+FEFF is a character like any other. */
export function textOf(bytes: Uint8Array | ArrayBuffer): string {
  return decoder.decode(bytes);
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
