import { existsSync, statSync } from "node:fs";
import { checkpoints, downloadFromHub, type HubFile, type HubOptions } from "@flawlens/backbones";
import { didYouMean } from "../config/didYouMean.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { UsageError } from "../terminal/usageError.ts";
import { knownNetworks } from "./networks.ts";

/** A file of weights on this machine, and where it comes from. */
export interface FoundWeights {
  path: string;
  /** The origin of a file from the Hub; absent for a file of the user's own. */
  hub?: { repo: string; file: string; commit: string };
}

export interface WeightsOptions extends Pick<
  HubOptions,
  "endpoint" | "token" | "cacheDirectory" | "offline" | "signal" | "retryMs"
> {
  /** The network that the weights are for, as configurations name it; default `efficientnet-lite0`. */
  network?: string;
  /**
   * What `--weights` was given: a file, a name of `checkpoints`, or `owner/name:file` on the Hub,
   * where `model.safetensors` is the file if none is said.
   */
  weights?: string;
  terminal: Pick<Terminal, "tell" | "phases" | "endPhases">;
}

/** A file on the Hub. */
interface Source {
  repo: string;
  file: string;
  licence?: string;
}

/**
 * The file of pretrained weights that a network starts from. Where none are named, the network's
 * usual ones come from the Hugging Face Hub, and that is said; they are kept in the Hub's cache.
 *
 * @throws {UsageError} If what was named is neither a file nor on the Hub by its form, belongs to
 *   another network, or nothing was named and the network has no usual weights.
 * @throws {Error} If the file cannot be had from the Hub; the message says where to get it by hand.
 *
 * @example
 * const { path } = await findWeights({ network: "efficientnet-lite0", terminal });
 * const params = await readParams(spec, path, { ignoreUnexpected: true });
 */
export async function findWeights({
  network = "efficientnet-lite0",
  weights,
  terminal,
  ...hub
}: WeightsOptions): Promise<FoundWeights> {
  if (weights !== undefined && existsSync(weights)) {
    if (statSync(weights).isFile()) return { path: weights };
    throw new UsageError(`--weights: expected a file, got the folder ${weights}`);
  }
  const source = weights === undefined ? usualWeights(network) : namedWeights(weights, network);
  const { path, commit } = await download(source, terminal, hub);
  return { path, hub: { repo: source.repo, file: source.file, commit } };
}

function usualWeights(network: string): Source {
  if (!Object.hasOwn(knownNetworks, network))
    throw new UsageError(
      `expected --weights FILE for the network ${network}: no weights of it are known on the Hub`,
    );
  return checkpoints[knownNetworks[network].checkpoint];
}

function namedWeights(weights: string, network: string): Source {
  if (Object.hasOwn(checkpoints, weights)) {
    const { model, ...source } = checkpoints[weights];
    const wanted = Object.hasOwn(knownNetworks, network) ? knownNetworks[network].network : null;
    if (wanted && !("network" in model && model.network === wanted))
      throw new UsageError(
        `--weights: expected weights of ${network}, got ${weights}, which are another network's; ` +
          `its usual ones are ${knownNetworks[network].checkpoint}`,
      );
    return source;
  }
  const named = /^([\w.-]+\/[\w.-]+)(?::(.+))?$/.exec(weights);
  // A path that is misspelt looks like a repository too: a file's ending tells them apart.
  if (named && (named[2] || !/\.(safetensors|pth?|onnx|bin)$/i.test(weights)))
    return { repo: named[1], file: named[2] ?? "model.safetensors" };
  throw new UsageError(
    `--weights: expected a file, a name of published weights or owner/name:file on the Hub, got ` +
      `${weights}, which is not there${didYouMean(weights, Object.keys(checkpoints))}`,
  );
}

async function download(
  { repo, file, licence }: Source,
  terminal: WeightsOptions["terminal"],
  options: HubOptions,
): Promise<HubFile> {
  const terms = licence ? `, licence ${licence}` : "";
  terminal.tell(`weights: ${repo} from the Hugging Face Hub (${file}${terms})`);
  let bar: { update(done: number): void } | undefined;
  try {
    return await downloadFromHub(repo, file, {
      ...options,
      onProgress({ loaded, total }) {
        bar ??= terminal.phases().of("downloading MB", megabytes(total));
        bar.update(loaded === total ? megabytes(total) : Math.floor(loaded / 1e6));
      },
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    const page = `https://huggingface.co/${repo}/resolve/main/${file}`;
    throw new Error(
      `expected the weights ${repo} from the Hugging Face Hub: ${(cause as Error).message}\n` +
        `Without a network here: get ${page} on another machine, bring the file here and name it ` +
        `with --weights FILE. A mirror of the Hub is named by HF_ENDPOINT.`,
      { cause },
    );
  } finally {
    terminal.endPhases();
  }
}

function megabytes(bytes: number): number {
  return Math.max(1, Math.round(bytes / 1e6));
}
