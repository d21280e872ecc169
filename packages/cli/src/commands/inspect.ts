import type { Command } from "commander";
import type { Context } from "../context.ts";
import { wholeNumber } from "../options/wholeNumber.ts";
import { fileOfRun } from "../run/fileOfRun.ts";
import { interruptible } from "../run/interruptible.ts";
import { exitCodes } from "../terminal/exitCodes.ts";

/** `flawlens inspect [RUN]`: a page on a run's images, verdicts and threshold. */
export function addInspect(program: Command, context: Context): void {
  const { terminal } = context;
  program
    .command("inspect")
    .summary("look at a run in the browser, and move its threshold")
    .description(
      "Serve a page to this machine alone that runs a detector in the browser: images with verdicts, maps and regions, " +
        "the threshold among the scores of the validation images, mistakes to mark and to train on. The page changes " +
        "no file: what it makes is saved by the browser. Ctrl-C ends it.",
    )
    .argument("[run]", "folder of a run; without it the page asks for a detector and images")
    .option(
      "--model <file>",
      "describer.onnx of regions export, or its folder: describes regions in text; default the one in the run's folder",
    )
    .option("--port <n>", "port; default any that is free", wholeNumber, 0)
    .option("--open", "open the page in the browser")
    .action(async (folder: string | undefined, { model, port, open }: Options) => {
      const describer =
        model === undefined ? undefined : fileOfRun(model, "--model", "describer.onnx");
      const { openRunFiles, serveInspector } = await import("@flawlens/inspector");
      const run = folder === undefined ? undefined : await openRunFiles(folder);
      await interruptible(
        context,
        async (signal) => {
          const { url, close } = await serveInspector({ run, describer, port });
          terminal.result(url);
          if (open) await openInBrowser(url).catch(() => terminal.error(`open ${url} yourself`));
          if (!signal.aborted)
            await new Promise((resolve) => signal.addEventListener("abort", resolve));
          await close();
        },
        { interrupted: () => terminal.tell("ended") },
      );
      context.setExitCode(exitCodes.ok); // a request to end is the usual end
    });
}

interface Options {
  model?: string;
  port: number;
  open?: boolean;
}

/** Opens an address of this machine with what the system opens addresses with. */
async function openInBrowser(url: string): Promise<void> {
  const { spawn } = await import("node:child_process");
  const [command, ...first] = { darwin: ["open"], win32: ["explorer"] }[
    process.platform as string
  ] ?? ["xdg-open"];
  const child = spawn(command, [...first, url], { stdio: "ignore", detached: true });
  await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
  child.unref();
}
