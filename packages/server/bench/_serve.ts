// Serves a detector as `flawlens serve` does, for the other scripts of this folder.
import { createServer, listen, modelFile } from "@flawlens/server";

const [file, settings] = process.argv.slice(2);
const { port = 0, queue = 64, batch = 8 } = JSON.parse(settings) as Record<string, number>;
const server = await createServer({
  models: { parts: modelFile(file) },
  limits: { requests: queue },
  batch: { size: batch },
  onError: (error) => console.error(error),
});
const { url, close } = await listen(server, { port });
process.once("SIGTERM", () => void close());
process.on("SIGHUP", () => void server.reload().then(() => console.error("reloaded")));
console.log(url);
