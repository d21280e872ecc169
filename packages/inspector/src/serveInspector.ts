import { answer, send } from "./_answer.ts";
import { checkBuilt } from "./_checkBuilt.ts";
import { listen } from "./_listen.ts";
import { inspectorPage } from "./inspectorPage.ts";
import type { RunFiles } from "./openRunFiles.ts";

/** How the page is served. */
export interface ServeOptions {
  /** The run that the page shows; without it the page asks for files. */
  run?: RunFiles;
  /** A `describer.onnx`, which describes regions in text; default that of the run where it has one. */
  describer?: string;
  /** Default: any that is free. */
  port?: number;
  /** The folder of the built page; default {@link inspectorPage}. */
  page?: string;
}

/** A page that is served until it is closed. */
export interface Serving {
  /** `http://127.0.0.1:PORT/`, and what makes the page show the run and describe regions. */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the page on this machine alone (127.0.0.1), and the files of a run beside it. Nothing can be written. Requests
 * by another name than that of this machine are refused, so that no other web page can read the images.
 *
 * @throws {Error} If the page is not built, or the port cannot be had.
 *
 * @example
 * const { url, close } = await serveInspector({ run: await openRunFiles("runs/bottle") });
 */
export async function serveInspector({
  run,
  describer,
  port = 0,
  page = inspectorPage,
}: ServeOptions = {}): Promise<Serving> {
  await checkBuilt("serveInspector", page);
  const { port: actual, close } = await listen((request, response) => {
    const { method = "", url = "", headers } = request;
    send(response, answer({ page, run, describer }, { method, url, host: headers.host }));
  }, port);
  const shown = [
    ...(run ? ["run"] : []),
    ...(describer !== undefined || (await run?.describer()) ? ["describer"] : []),
  ];
  const query = shown.length > 0 ? `?${shown.join("&")}` : "";
  return { url: `http://127.0.0.1:${actual}/${query}`, close };
}
