/** The packages of each `npm install` of a Markdown file, in order, without options and versions of their own. */
export function installLines(markdown: string): string[][] {
  return [...markdown.matchAll(/npm install (?:-[-\w=]+ +)*((?:@?[\w./-]+ *)+)/g)].map(([, list]) =>
    list.trim().split(/ +/),
  );
}
