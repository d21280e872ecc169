import { prepareNetwork } from "@flawlens/detector";
import type { MethodContext, PreparedNetwork } from "@flawlens/detector";
import type { RandomStream } from "@flawlens/sampling";

/** A network that stays as it is, and what a method's own part begins and learns with. */
export interface FrozenNetwork extends PreparedNetwork {
  /** Whether a parameter of the detector is none of the network's. */
  isTrained(name: string): boolean;
  /** Draws the first values of the method's own parameters. */
  ownRandom: RandomStream;
  /** Draws what training draws. */
  random: RandomStream;
}

/** The frozen network of a configuration, as `prepareNetwork` makes it, and two streams beside its own. */
export async function frozenNetwork(
  config: Parameters<typeof prepareNetwork>[0],
  context: Pick<MethodContext, "random" | "weights">,
  caller: string,
): Promise<FrozenNetwork> {
  const [networkRandom, ownRandom, random] = Array.from({ length: 3 }, () =>
    context.random.split(),
  );
  const network = await prepareNetwork(config, context, { caller, random: networkRandom });
  const frozen = new Set(network.layers.spec.map(({ name }) => name));
  return { ...network, isTrained: (name) => !frozen.has(name), ownRandom, random };
}
