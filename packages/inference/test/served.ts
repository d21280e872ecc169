import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Serves files from memory on loopback, isolated across origins so that a page has threads. */
export async function served(
  files: Record<string, Uint8Array | string>,
): Promise<{ url: string; close: () => Promise<void> }> {
  const types = { html: "text/html", js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm" }; // prettier-ignore
  const server = createServer(({ url = "/" }, response) => {
    const name = url.slice(1) || "index.html";
    const file = files[name];
    const type = types[name.split(".").at(-1) as keyof typeof types] ?? "application/octet-stream";
    response.writeHead(file === undefined ? 404 : 200, {
      "Content-Type": type,
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    });
    response.end(file ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
