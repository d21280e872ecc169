import type { Model } from "../model.ts";
import type { ServedModel } from "./servedModel.ts";

/** Makes a model, anew each time it is called: of the file as it is then. */
export type LoadModel = () => Promise<Model>;

/** Models by name, each of which can be replaced while it is used. */
export interface ModelStore {
  readonly names: readonly string[];
  /** Whether all models are there: true from the first `load` of each until `release`. */
  readonly ready: boolean;
  /** The model as it is now; undefined where the name is unknown, or the model is not loaded yet. */
  get(name: string): ServedModel | undefined;
  /**
   * Works with a model. It stays until the work is done, also where another takes its place meanwhile.
   *
   * @throws {RangeError} If there is no such model.
   */
  use<T>(name: string, work: (served: ServedModel) => Promise<T>): Promise<T>;
  /**
   * Loads a model, or loads it again: whoever comes after that gets the new one, and the old one goes when its last
   * user has gone. Loads of one name follow each other.
   *
   * @throws What loading throws; the old model stays then.
   */
  load(name: string): Promise<void>;
  /** Gives all models back, each when its last user has gone. */
  release(): Promise<void>;
}

interface Place {
  served: ServedModel;
  users: number;
  /** Called by the last user after the model was replaced. */
  left?: () => void;
}

/**
 * @param loaders - How each model is made.
 * @param serve - Puts a model behind its queues.
 */
export function modelStore(
  loaders: Readonly<Record<string, LoadModel>>,
  serve: (name: string, model: Model) => ServedModel,
): ModelStore {
  const names = Object.keys(loaders);
  const places = new Map<string, Place>();
  const loads = new Map<string, Promise<void>>();

  function placeOf(name: string): Place {
    const place = places.get(name);
    if (!place) throw new RangeError(`modelStore: expected a loaded model, got ${name}`);
    return place;
  }

  async function replace(name: string): Promise<void> {
    const model = await loaders[name]();
    const old = places.get(name);
    places.set(name, { served: serve(name, model), users: 0 });
    if (old) void retire(old).catch(() => {}); // nobody is left who could be told
  }

  return {
    names,
    get ready() {
      return names.every((name) => places.has(name));
    },
    get: (name) => places.get(name)?.served,
    async use(name, work) {
      const place = placeOf(name);
      place.users++;
      try {
        return await work(place.served);
      } finally {
        place.users--;
        if (place.users === 0) place.left?.();
      }
    },
    load(name) {
      const load = (loads.get(name) ?? Promise.resolve()).catch(() => {}).then(() => replace(name));
      loads.set(name, load);
      return load;
    },
    async release() {
      const all = [...places.values()];
      places.clear();
      await Promise.all(all.map(retire));
    },
  };
}

async function retire(place: Place): Promise<void> {
  if (place.users > 0) await new Promise<void>((resolve) => (place.left = resolve));
  await place.served.model.release();
}
