import { installCommand, type RuntimePackage } from "./installCommand.ts";

/** A build of ONNX Runtime that loads in this process. */
export interface Runtime {
  /** `onnxruntime-node` is native code. `onnxruntime-web` is WebAssembly, which runs wherever Node does, and is slower. */
  package: RuntimePackage;
  version: string;
  /** The execution providers that a session is to be asked for, in order. */
  providers: string[];
  /** Packages that were tried before it and did not load, with the reasons. */
  refused: { package: RuntimePackage; reason: string }[];
  InferenceSession: RuntimeModule["InferenceSession"];
  Tensor: RuntimeModule["Tensor"];
}

/** What both packages have alike. */
export interface RuntimeModule {
  env: { versions: { node?: string; web?: string }; wasm?: { numThreads?: number } };
  /** The providers of `onnxruntime-node`. */
  listSupportedBackends?(): readonly { name: string }[];
  InferenceSession: { create(bytes: Uint8Array, options?: object): Promise<RuntimeSession> };
  Tensor: new (type: string, data: unknown, dims: readonly number[]) => RuntimeTensor;
}

/** A model that runs. */
export interface RuntimeSession {
  run(feeds: Record<string, RuntimeTensor>): Promise<Record<string, RuntimeTensor>>;
  release(): Promise<void>;
}

/** Numbers that a model takes or gives. */
export interface RuntimeTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

/** How a runtime is looked for. */
export interface FindOptions {
  /** The function that needs it, with which errors begin; default `findRuntime`. */
  caller?: string;
  /** How the packages are loaded; default by `import`. */
  loaders?: Record<RuntimePackage, () => Promise<RuntimeModule>>;
}

const installed = {
  "onnxruntime-node": () => import("onnxruntime-node") as unknown as Promise<RuntimeModule>,
  "onnxruntime-web": () => import("onnxruntime-web") as unknown as Promise<RuntimeModule>,
};

/**
 * Finds the build of ONNX Runtime that this process runs models on: the first that loads, in the order of the
 * providers. The provider `wasm` is `onnxruntime-web`'s; all others are `onnxruntime-node`'s.
 *
 * @param providers - Execution providers in order of preference. Default: by `FLAWLENS_BINDING` of the environment,
 *   as the training engine reads it: `web` is `wasm`; `private` and `public`, both of `onnxruntime-node`, are `cpu`.
 *   Without it `cpu`, then `wasm`: native code where it loads, WebAssembly elsewhere.
 * @throws {RangeError} If there is no provider, or no such binding, or `onnxruntime-node` loads and has not all
 *   providers that it is asked for.
 * @throws {Error} If no package loads; the message holds the reasons and the command that installs one.
 *
 * @example
 * const { package: name, providers } = await findRuntime(); // => "onnxruntime-node", ["cpu"]
 */
export async function findRuntime(
  providers?: readonly string[],
  { caller = "findRuntime", loaders = installed }: FindOptions = {},
): Promise<Runtime> {
  const asked = providers ?? usualProviders(caller);
  if (asked.length === 0)
    throw new RangeError(`${caller}: expected at least one provider, got none`);
  const refused: Runtime["refused"] = [];
  for (const candidate of candidates(asked)) {
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
        `${caller}: expected providers among ${known!.join(", ")}, wasm, got ${unknown.join(", ")}`,
      );
    const { env, InferenceSession, Tensor } = loaded;
    const threads = Number(process.env.FLAWLENS_THREADS);
    if (env.wasm && threads > 0) env.wasm.numThreads ||= threads; // one number for all of its sessions
    const version = env.versions.node ?? env.versions.web!;
    return { ...candidate, version, refused, InferenceSession, Tensor };
  }
  const reasons = refused.map(({ package: name, reason }) => `\n  ${name} ${reason}`).join("");
  throw new Error(
    `${caller}: expected ONNX Runtime for the providers ${asked.join(", ")}, got none:${reasons}\n` +
      `Install it: ${installCommand(["onnxruntime-node"])}\n` +
      `or, where that does not run, WebAssembly (provider wasm): ${installCommand(["onnxruntime-web"])}`,
  );
}

const byBinding: Record<string, string[]> = { private: ["cpu"], public: ["cpu"], web: ["wasm"] };

function usualProviders(caller: string): string[] {
  const binding = process.env.FLAWLENS_BINDING;
  if (!binding) return ["cpu", "wasm"];
  if (Object.hasOwn(byBinding, binding)) return byBinding[binding];
  const known = Object.keys(byBinding).join(", ");
  throw new RangeError(
    `${caller}: expected FLAWLENS_BINDING to be one of ${known}, got "${binding}"`,
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
