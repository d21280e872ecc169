import type { OutputForm } from "../graph/lowerGraph.ts";
import type { NativeSession } from "./nativeSession.ts";

/** One compiled graph. */
export interface CompiledGraph {
  /** Null where nothing is to be computed. */
  session: NativeSession | null;
  outputs: OutputForm[];
}

/** Compiled graphs by what they compute: bounded, the longest unused is released first. */
export class SessionCache {
  readonly #graphs = new Map<string, CompiledGraph>();
  readonly #limit: number;

  /** @param limit - graphs kept at most. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#graphs.size;
  }

  get(key: string): CompiledGraph | undefined {
    const graph = this.#graphs.get(key);
    if (graph) {
      this.#graphs.delete(key);
      this.#graphs.set(key, graph);
    }
    return graph;
  }

  set(key: string, graph: CompiledGraph): void {
    this.#graphs.set(key, graph);
    for (const [oldest, { session }] of this.#graphs) {
      if (this.#graphs.size <= this.#limit) break;
      this.#graphs.delete(oldest);
      session?.release();
    }
  }

  /** Releases the graphs whose key the test holds for. */
  evict(test: (key: string) => boolean): void {
    for (const [key, { session }] of this.#graphs)
      if (test(key)) {
        this.#graphs.delete(key);
        session?.release();
      }
  }
}
