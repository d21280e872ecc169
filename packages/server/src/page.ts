import { html } from "hono/html";

/** A plain page that says what this server has, for whoever opens its address in a browser. */
export function page(models: readonly { name: string; version: string }[]) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>FlawLens</title>
      </head>
      <body>
        <h1>FlawLens</h1>
        <h2>Models</h2>
        <ul>
          ${models.map(({ name, version }) => html`<li>${name} (version ${version})</li>`)}
        </ul>
        <h2>Addresses</h2>
        <ul>
          <li><code>POST /predict</code>: verdicts on images</li>
          <li><a href="/v2">/v2</a>: Open Inference Protocol v2</li>
          <li><a href="/metrics">/metrics</a>: metrics for Prometheus</li>
          <li><a href="/openapi.json">/openapi.json</a>: all of it in OpenAPI</li>
        </ul>
      </body>
    </html>`;
}
