import type { CommentDisplayPart } from "typedoc";

/**
 * Makes fenced blocks of the indented ones of a comment, which hold equations: typedoc takes these for text, in which it
 * escapes brackets.
 */
export function withFences(parts: readonly CommentDisplayPart[]): CommentDisplayPart[] {
  return parts.flatMap((part, i) => (part.kind === "text" ? fenced(part.text, i === 0) : [part]));
}

/** @param begins - Whether the text begins a line. */
function fenced(text: string, begins: boolean): CommentDisplayPart[] {
  const found: CommentDisplayPart[] = [];
  let rest = text;
  const block = begins ? /(?:^|\n\n)((?: {4}.*(?:\n|$))+)/ : /\n\n((?: {4}.*(?:\n|$))+)/;
  for (let at = block.exec(rest); at; at = block.exec(rest)) {
    const code = at[1].trimEnd().replaceAll(/^ {4}/gm, "");
    found.push({ kind: "text", text: `${rest.slice(0, at.index)}\n\n` });
    found.push({ kind: "code", text: `\`\`\`text\n${code}\n\`\`\`` });
    rest = `\n\n${rest.slice(at.index + at[0].length)}`;
  }
  return [...found, { kind: "text", text: rest }];
}
