import type { OutputForm } from "../graph/lowerGraph.ts";
import type { GraphSession, PageSession } from "../binding/ortBinding.ts";

/** Whether inputs that were put into another memory layout have come in it since. */
export interface Guess {
  isRight: boolean;
}

/** One compiled graph. */
export interface CompiledGraph {
  /** The session; null if nothing has to be computed. */
  session: GraphSession | PageSession | null;
  outputs: OutputForm[];
  /** Set if it was compiled for inputs in other layouts than they came in. */
  guess?: Guess;
}

interface Entry {
  graph: CompiledGraph;
  /** The last run that used it. */
  last: number;
  /** Whether more than one run used it. */
  wantedAgain: boolean;
}

/** The number of runs after which a graph that was used once is released. */
const IDLE = 8;

/**
 * Compiled graphs by their keys. Their number is bounded; the one that was unused longest is released
 * first. Each graph holds its working memory, so one that ran once and then not for a while is released
 * early: the first step of training is a graph of its own where an optimiser makes its state in it, as
 * TensorFlow.js's do. If such a graph is used again, it is compiled once more and kept.
 */
export class SessionCache {
  readonly #entries = new Map<string, Entry>();
  /** Keys of graphs that were released early. */
  readonly #early = new Set<string>();
  readonly #limit: number;
  #runs = 0;

  /** @param limit - The largest number of graphs that are kept. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The graph with this key, if there is one. Call it once for each run. */
  get(key: string): CompiledGraph | undefined {
    this.#runs++;
    if (this.#runs % IDLE === 0) this.#releaseIdle();
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, { ...entry, last: this.#runs, wantedAgain: true });
    return entry.graph;
  }

  /** Keeps the graph that was compiled for this run. */
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
    void entry?.graph.session?.release();
  }
}
