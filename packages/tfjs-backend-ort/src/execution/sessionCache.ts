import type { OutputForm } from "../graph/lowerGraph.ts";
import type { NativeSession } from "./nativeSession.ts";

/** One compiled graph. */
export interface CompiledGraph {
  /** Null where nothing is to be computed. */
  session: NativeSession | null;
  outputs: OutputForm[];
}

interface Entry {
  graph: CompiledGraph;
  /** The run it was last wanted for. */
  last: number;
  /** Whether it was wanted more than once. */
  wantedAgain: boolean;
}

/** Runs after which a graph that was wanted once is taken to be done with. */
const IDLE = 8;

/**
 * Compiled graphs by what they compute: bounded, the longest unused is released first. Each holds its
 * working memory, so one that ran once and then not for a while is released early: the first step of
 * training is a graph of its own (state lies as it was made, from then on as the kernels like it).
 * If it does come back, it is compiled once more and stays.
 */
export class SessionCache {
  readonly #entries = new Map<string, Entry>();
  /** Keys of graphs that were released early. */
  readonly #early = new Set<string>();
  readonly #limit: number;
  #runs = 0;

  /** @param limit - graphs kept at most. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The graph of this run, where there is one. */
  get(key: string): CompiledGraph | undefined {
    this.#runs++;
    if (this.#runs % IDLE === 0) this.#releaseIdle();
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, { ...entry, last: this.#runs, wantedAgain: true });
    return entry.graph;
  }

  /** Keeps what was compiled for this run. */
  set(key: string, graph: CompiledGraph): void {
    const wantedAgain = this.#early.delete(key);
    this.#entries.set(key, { graph, last: this.#runs, wantedAgain });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#limit) break;
      this.#release(oldest);
    }
  }

  /** Releases the graphs whose key the test holds for. */
  evict(test: (key: string) => boolean): void {
    for (const key of this.#entries.keys()) if (test(key)) this.#release(key);
  }

  #releaseIdle(): void {
    for (const [key, { last, wantedAgain }] of this.#entries) {
      if (wantedAgain || this.#runs - last < IDLE) continue;
      this.#release(key);
      this.#early.add(key);
    }
    for (const key of this.#early) {
      if (this.#early.size <= this.#limit) break;
      this.#early.delete(key);
    }
  }

  #release(key: string): void {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    entry?.graph.session?.release();
  }
}
