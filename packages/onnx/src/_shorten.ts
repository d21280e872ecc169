/** A text of a file, cut: a hostile file must not become a hostile error message. */
export function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
