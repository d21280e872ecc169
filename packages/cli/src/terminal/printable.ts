/**
 * A text as a terminal may show it: characters that would move its cursor, change its colours or turn the
 * direction of the text become `\ufffd`. Line feeds and tabs stay. Names come from files and folders of others.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === "\n" || character === "\t" ? character : "\ufffd",
  );
}
