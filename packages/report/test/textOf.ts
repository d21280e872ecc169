/** What a page says, its tags left out. */
export function textOf(page: string): string {
  const body = page.slice(Math.max(0, page.indexOf("<body>")));
  return body
    .replaceAll("<wbr>", "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&quot;", '"')
    .replaceAll(/\s+/g, " ")
    .replaceAll(" .", ".");
}

/** The elements that are still open when another one is closed, or at the end of the page. */
export function unclosed(page: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const withoutEnd = new Set(["meta", "img", "wbr", "!doctype"]);
  for (const [tag, slash, name] of page.matchAll(/<(\/?)([!a-z][a-z0-9]*)\b[^>]*>/gi)) {
    if (withoutEnd.has(name) || tag.endsWith("/>")) continue;
    if (slash === "") open.push(name);
    else if (open.pop() !== name) wrong.push(tag);
  }
  return [...wrong, ...open];
}
