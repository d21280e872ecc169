import type { MergesOptions, PretrainedFiles } from "@flawlens/alphaclip";
import type { Command } from "commander";
import type { Terminal } from "../terminal/terminal.ts";

/** Files that a region describer may need beside its own: options of every command that has one. */
export interface DescriberFiles {
  weights?: string;
  alpha?: string;
  merges?: string;
}

/** Adds the options of {@link DescriberFiles}. */
export function addDescriberFiles(command: Command): Command {
  return command
    .option(
      "--weights <file>",
      "pretrained weights: EfficientNet-Lite0's, or a CLIP checkpoint; default from the Hugging Face Hub",
    )
    .option("--alpha <file>", "an Alpha-CLIP checkpoint, in the place of CLIP's image network")
    .option("--merges <file>", "CLIP's byte-pair merges; default from the Hugging Face Hub");
}

/** The files of a command, and how what is missing comes from the Hub: with progress, until the signal comes. */
export function describerFiles(
  terminal: Pick<Terminal, "phases" | "endPhases">,
  { weights, alpha, merges }: DescriberFiles,
  signal?: AbortSignal,
): PretrainedFiles & MergesOptions {
  const megabytes = (bytes: number) => Math.max(1, Math.round(bytes / 1e6));
  let phases: ReturnType<Terminal["phases"]> | undefined;
  return {
    weights,
    alpha,
    merges,
    hub: {
      signal,
      onProgress({ repo, file, loaded, total }) {
        phases ??= terminal.phases();
        const bar = phases.of(`downloading ${file} of ${repo}, MB`, megabytes(total));
        bar.update(loaded === total ? megabytes(total) : Math.floor(loaded / 1e6));
        if (loaded < total) return;
        terminal.endPhases();
        phases = undefined;
      },
    },
  };
}
