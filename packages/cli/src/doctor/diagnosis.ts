/** What was found out about one thing that training and scoring need. */
export interface Check {
  name: "node" | "training" | "scoring" | "images" | "weights" | "memory";
  /** `slow`: it works, and something that is missing would make it faster or safer. */
  state: "ok" | "slow" | "failed";
  /** What was found, as a sentence without its full stop. */
  found: string;
  /** The command or step that mends it; absent where nothing is to be mended. */
  mend?: string;
}

/** What `flawlens doctor` finds. */
export interface Diagnosis {
  /** Whether this machine can train and score: no check of these has failed. */
  ok: boolean;
  flawlens: string;
  node: string;
  /** As Node names them, such as `linux x64`. */
  platform: string;
  processor: {
    model: string;
    /** Processors that this process may use. */
    usable: number;
    /** Those among SSE4.2, AVX, AVX2, AVX-512 and NEON that it has; `null` where the system does not say. */
    instructionSets: string[] | null;
  };
  memory: { totalBytes: number; availableBytes: number };
  /** The variables that choose an engine, as far as they are set. */
  variables: Record<string, string>;
  packages: { name: string; version: string | null; purpose: string }[];
  checks: Check[];
}
