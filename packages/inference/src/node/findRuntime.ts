import { installCommand, type RuntimePackage } from "./installCommand.ts";

/** The build of ONNX Runtime that detectors run on. */
export interface Runtime {
  /** `onnxruntime-node` is native code. `onnxruntime-web` is WebAssembly, which runs wherever Node does, and is slower. */
  package: RuntimePackage;
  version: string;
  /** The execution providers that a session is asked to run on, in order. */
  providers: string[];
  /** Packages that were asked for before it and did not load, with the reasons. */
  refused: { package: RuntimePackage; reason: string }[];
}

/** Loads the packages of ONNX Runtime. */
export type RuntimeLoaders = Record<RuntimePackage, () => Promise<RuntimeModule>>;

/** What is used of such a package in this thread. */
interface RuntimeModule {
  env: { versions: { node?: string; web?: string } };
  listSupportedBackends?(): readonly { name: string }[];
}

const installed: RuntimeLoaders = {
  "onnxruntime-node": () => import("onnxruntime-node"),
  "onnxruntime-web": () => import("onnxruntime-web"),
};

/**
 * Finds the build of ONNX Runtime that detectors run on in this process: the first that loads, in the order of the
 * providers. The provider `wasm` is `onnxruntime-web`'s; all others are `onnxruntime-node`'s.
 *
 * @param providers - Execution providers in order of preference. Default: by `FLAWLENS_BINDING` of the environment,
 *   as the training engine reads it: `web` is `wasm`; `private` and `public`, both of `onnxruntime-node`, are `cpu`.
 *   Without it `cpu`, then `wasm`: native code where it loads, WebAssembly elsewhere.
 * @param loaders - How the packages are loaded; default by `import`.
 * @throws {RangeError} If there is no provider, or no such binding, or `onnxruntime-node` loads and has not all that it is asked for.
 * @throws {Error} If no package loads; the message holds the reasons and the command that installs one.
 *
 * @example
 * const { package: name, providers } = await findRuntime(); // => "onnxruntime-node", ["cpu"]
 */
export async function findRuntime(
  providers: readonly string[] = usualProviders(),
  loaders: RuntimeLoaders = installed,
): Promise<Runtime> {
  if (providers.length === 0)
    throw new RangeError("loadDetector: expected at least one provider, got none");
  const refused: Runtime["refused"] = [];
  for (const candidate of candidates(providers)) {
    let loaded: RuntimeModule;
    try {
      loaded = await loaders[candidate.package]();
    } catch (error) {
      refused.push({ package: candidate.package, reason: reasonOf(error as Error, candidate) });
      continue;
    }
    const known = loaded.listSupportedBackends?.().map(({ name }) => name);
    const unknown = known ? candidate.providers.filter((name) => !known.includes(name)) : [];
    if (unknown.length > 0)
      throw new RangeError(
        `loadDetector: expected providers among ${known!.join(", ")}, wasm, got ${unknown.join(", ")}`,
      );
    const { node, web } = loaded.env.versions;
    return { ...candidate, version: (node ?? web)!, refused };
  }
  const reasons = refused.map(({ package: name, reason }) => `\n  ${name} ${reason}`).join("");
  throw new Error(
    `loadDetector: expected ONNX Runtime for the providers ${providers.join(", ")}, got none:${reasons}\n` +
      `Install it: ${installCommand("onnxruntime-node")}\n` +
      `or, where that does not run, WebAssembly (provider wasm): ${installCommand("onnxruntime-web")}`,
  );
}

const byBinding: Record<string, string[]> = { private: ["cpu"], public: ["cpu"], web: ["wasm"] };

function usualProviders(): string[] {
  const binding = process.env.FLAWLENS_BINDING;
  if (!binding) return ["cpu", "wasm"];
  if (Object.hasOwn(byBinding, binding)) return byBinding[binding];
  const known = Object.keys(byBinding).join(", ");
  throw new RangeError(
    `loadDetector: expected FLAWLENS_BINDING to be one of ${known}, got "${binding}"`,
  );
}

type Candidate = Pick<Runtime, "package" | "providers">;

/** The packages that have the providers, in order. */
function candidates(providers: readonly string[]): Candidate[] {
  const native = providers.filter((name) => name !== "wasm");
  const both: Candidate[] = [
    { package: "onnxruntime-node", providers: native },
    { package: "onnxruntime-web", providers: providers.filter((name) => name === "wasm") },
  ];
  const used = both.filter((candidate) => candidate.providers.length > 0);
  return providers[0] === "wasm" ? used.toReversed() : used;
}

function reasonOf(error: Error, { package: name }: Candidate): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ERR_MODULE_NOT_FOUND" && message.includes(`'${name}'`)) return "is not installed";
  const [line] = message.trim().split("\n");
  return `does not load on ${process.platform} ${process.arch}: ${line}`;
}
