import { css } from "./_css.ts";
import { html, raw, type Html } from "./_html.ts";

/**
 * A page in the style of the reports: self-contained, asking for nothing from outside (and forbidding
 * itself to), light or dark by the reader's setting, fit for print.
 *
 * @param options.body - Sections; what is null is left out.
 *
 * @example
 * await writeFile("page.html", reportPage({ title: "Regions", body: [html`<h1>${name}</h1>`] }));
 */
export function reportPage({
  title,
  body,
}: {
  title: string;
  body: readonly (Html | null)[];
}): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${raw(css)}
        </style>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`;
  return page.html;
}
