import { readFileSync } from "node:fs";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { atLeastOne } from "../options/atLeastOne.ts";
import { repeated } from "../options/repeated.ts";
import { wholeNumber } from "../options/wholeNumber.ts";
import { interruptible } from "../run/interruptible.ts";
import { exitCodes } from "../terminal/exitCodes.ts";
import { UsageError } from "../terminal/usageError.ts";

const megabyte = 2 ** 20;

/** `flawlens serve --model NAME=FILE ...`: detectors over HTTP. */
export function addServe(program: Command, context: Context): void {
  const { terminal } = context;
  program
    .command("serve")
    .summary("serve detectors over HTTP")
    .description(
      "Answer verdicts over HTTP: POST /predict with images, the Open Inference Protocol v2 under /v2, metrics for " +
        "Prometheus at /metrics, all of it described at /openapi.json, and at / the page of flawlens inspect. SIGHUP, or POST " +
        "/v2/repository/models/NAME/load, loads the files again without dropping a request; Ctrl-C or SIGTERM answers " +
        "what was asked and ends with 0.",
    )
    .requiredOption(
      "--model <name=file>",
      "detector.onnx or the folder of a run, and its name; repeat it for several. Without a name: detector",
      repeated,
    )
    .option(
      "--look-at <name=file>",
      "where a model looks: a picture that is black elsewhere, or polygons in a file of JSON; repeat it for several",
      repeated,
      [],
    )
    .option("--port <n>", "port; 0 takes a free one", wholeNumber, 8000)
    .option(
      "--host <address>",
      "address to listen on; others than this machine's own let others in",
      "127.0.0.1",
    )
    .option(
      "--token-file <file>",
      "a file with a token that every request must carry (Authorization: Bearer TOKEN); default the environment " +
        "variable FLAWLENS_TOKEN, where it is set",
    )
    .option("--batch <n>", "most images of a batch", atLeastOne, 8)
    .option("--delay <ms>", "how long an image waits for others", wholeNumber, 2)
    .option("--queue <n>", "most requests at a time; more are answered with 429", atLeastOne, 64)
    .option("--max-body <mib>", "most MiB of a request", atLeastOne, 32)
    .option("--max-pixels <n>", "most pixels of an image", atLeastOne, 25_000_000)
    .option("--timeout <ms>", "most milliseconds to an answer", atLeastOne, 10_000)
    .option(
      "--grace <ms>",
      "after a request to end, how long to take connections while /v2/health/ready says no; a little more than the " +
        "time between two questions of a load balancer",
      wholeNumber,
      1000,
    )
    .option("--threads <n>", "threads of a run; default the physical cores", atLeastOne)
    .action(async (options: Options) => {
      const { looksByModel, modelFiles } = await import("./serveModels.ts");
      const files = modelFiles(options.model);
      const looks = await looksByModel(
        options.lookAt,
        files.map(({ name }) => name),
      );
      const token = tokenOf(options);
      const { inspectorPage } = await import("@flawlens/inspector");
      const { createServer, listen, modelFile } = await import("@flawlens/server");
      const tellError = (error: unknown) =>
        terminal.error(error instanceof Error ? error.message : String(error));
      const load = options.threads === undefined ? {} : { threads: options.threads };
      const server = await createServer({
        models: Object.fromEntries(
          files.map(({ name, file }) => [name, modelFile(file, { ...load, lookAt: looks[name] })]),
        ),
        token,
        static: inspectorPage,
        batch: { size: options.batch, delayMs: options.delay },
        limits: {
          requests: options.queue,
          bodyBytes: options.maxBody * megabyte,
          pixels: options.maxPixels,
          milliseconds: options.timeout,
        },
        onError: tellError,
      });
      const reload = () =>
        void server
          .reload()
          .then(() => terminal.tell("loaded again"))
          .catch((error: unknown) => tellError(error));
      process.on("SIGHUP", reload);
      const ended = () => terminal.tell("answered what was asked; ended");
      await interruptible(
        context,
        async (signal) => {
          const { host, port, grace: graceMs } = options;
          const { url, close } = await listen(server, { host, port, graceMs }).catch(
            async (error) => {
              await server.close();
              throw error;
            },
          );
          terminal.result(url);
          if (token === undefined && !/^(127\.|localhost$|::1$)/.test(host))
            terminal.error("whoever reaches this machine can use the server: there is no token");
          if (!signal.aborted)
            await new Promise((resolve) => signal.addEventListener("abort", resolve));
          terminal.tell("answering what was asked");
          await close();
        },
        { interrupted: ended },
      ).finally(() => process.off("SIGHUP", reload));
      context.setExitCode(exitCodes.ok); // a request to end is the usual end
    });
}

/** Never an option itself: other users of a machine can read command lines. */
function tokenOf({ tokenFile }: Options): string | undefined {
  if (tokenFile === undefined) return process.env.FLAWLENS_TOKEN || undefined;
  let text: string;
  try {
    text = readFileSync(tokenFile, "utf8");
  } catch (error) {
    throw new UsageError(
      `--token-file: expected a file to read, got ${tokenFile}: ${(error as NodeJS.ErrnoException).code}`,
    );
  }
  return text.trim();
}

interface Options {
  model: string[];
  lookAt: string[];
  port: number;
  host: string;
  tokenFile?: string;
  batch: number;
  delay: number;
  queue: number;
  maxBody: number;
  maxPixels: number;
  timeout: number;
  grace: number;
  threads?: number;
}
