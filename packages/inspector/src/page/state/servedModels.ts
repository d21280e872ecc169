import { openDetector } from "./openFiles.ts";
import { needsToken, report, servedModels } from "./store.ts";

/** Sent with every request once it was given; only this page keeps it. */
let token: string | undefined;

/**
 * Lists the detectors of the server that this page comes from (`flawlens serve`), by the Open Inference Protocol. Another
 * server has none.
 *
 * @param given - The server's token.
 */
export async function listModels(given?: string): Promise<void> {
  token = given ?? token;
  const response = await ask("v2/models").catch(() => null);
  needsToken.value = response?.status === 401;
  if (given !== undefined && needsToken.value) report("The server has another token.");
  if (!response?.ok) return;
  const { models } = (await response.json().catch(() => ({}))) as { models?: unknown };
  if (Array.isArray(models))
    servedModels.value = models.filter((name): name is string => typeof name === "string");
}

/**
 * Opens a detector of the server.
 *
 * @throws {Error} If the server does not give it, or it is none that this page runs.
 */
export async function openServedModel(name: string): Promise<void> {
  const response = await ask(`models/${encodeURIComponent(name)}/detector.onnx`);
  if (!response.ok)
    throw new Error(`Expected the detector ${name} from the server, got ${response.status}.`);
  const file = `${name}.onnx`;
  await openDetector(file, new File([await response.blob()], file));
}

function ask(path: string): Promise<Response> {
  return fetch(path, token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } });
}
