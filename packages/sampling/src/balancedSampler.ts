import type { RandomStream } from "./randomStream.ts";
import type { Sampler } from "./sampler.ts";
import { shuffle } from "./shuffle.ts";

/** Options of {@link balancedSampler}. */
export interface BalancedSamplerOptions {
  /** The sample indices of each class, the normal class being one of them; none empty. */
  groups: readonly (readonly number[])[];
  /** The sampler's own stream (split one off if others draw from it): it is saved and restored with the sampler. */
  random: RandomStream;
}

/** The state of a balanced sampler, in plain JSON; its size depends on the number of classes only. */
export type BalancedSamplerState = {
  random: string;
  groups: { size: number; order: string; position: number; drawn: number }[];
};

/**
 * Class-balanced sampling of MultiTypeFCDD: each draw first chooses a class, all being
 * equally likely and draws independent, then takes the next sample of that class's
 * shuffled list, which is shuffled anew when used up. A balanced epoch is done when every
 * class has been drawn at least as often as it has samples, so that each sample was seen;
 * `balancedEpochLength(sizes)` tells how many draws that takes on average.
 *
 * Lists are reshuffled and counts reset at the start of each epoch. (The authors' released
 * sampler keeps its place in the lists between epochs, and can so miss a sample from the
 * second epoch on; the law of the number of draws is the same.)
 *
 * A sampler of a single group is the ordinary shuffled pass over a data set. A draw is O(1).
 *
 * @throws {RangeError} If there is no group, or an empty one.
 *
 * @example
 * const sampler = balancedSampler({ groups: [[0, 1, 2, 3], [4, 5]], random: randomStream(7) });
 * while (!sampler.epochDone()) sampler.next();
 */
export function balancedSampler({ groups, random }: BalancedSamplerOptions): Sampler {
  checkGroups(groups);
  const classes = groups.map((group) => shuffledList(group, random.split()));
  let unmet = classes.length; // classes drawn less often than they have samples

  return {
    next() {
      const chosen = classes[Math.floor(random() * classes.length)];
      const index = chosen.next();
      if (chosen.drawn() === chosen.size) unmet--;
      return index;
    },
    epochDone: () => unmet === 0,
    startEpoch() {
      for (const list of classes) list.restart();
      unmet = classes.length;
    },
    state: (): BalancedSamplerState => ({
      random: random.state(),
      groups: classes.map((list) => list.state()),
    }),
    restore(state) {
      const saved = checkState(state, groups);
      random.restore(saved.random);
      classes.forEach((list, i) => list.restore(saved.groups[i]));
      unmet = classes.filter((list) => list.drawn() < list.size).length;
    },
  };
}

/**
 * The samples of one class, in a shuffled order. Every order is a shuffle of the given
 * one, so the stream's state before it is all that must be kept to make it again.
 */
function shuffledList(group: readonly number[], stream: RandomStream) {
  let beforeOrder = "";
  let order: number[] = [];
  let position = 0;
  let drawn = 0; // in this epoch
  const reshuffle = () => {
    beforeOrder = stream.state();
    order = shuffle(group, stream);
    position = 0;
  };
  reshuffle();

  return {
    size: group.length,
    drawn: () => drawn,
    next() {
      if (position === order.length) reshuffle();
      drawn++;
      return order[position++];
    },
    restart() {
      reshuffle();
      drawn = 0;
    },
    state: () => ({ size: group.length, order: beforeOrder, position, drawn }),
    restore(saved: BalancedSamplerState["groups"][number]) {
      stream.restore(saved.order);
      reshuffle();
      ({ position, drawn } = saved);
    },
  };
}

function checkGroups(groups: readonly (readonly number[])[]): void {
  if (groups.length === 0)
    throw new RangeError("balancedSampler: expected at least one group, got none");
  const empty = groups.findIndex((group) => group.length === 0);
  if (empty >= 0)
    throw new RangeError(
      `balancedSampler: expected samples in every group, got none in groups[${empty}]; leave a class without samples out`,
    );
}

function checkState(state: unknown, groups: readonly (readonly number[])[]): BalancedSamplerState {
  const saved = state as Partial<BalancedSamplerState> | null;
  if (typeof saved?.random !== "string" || !Array.isArray(saved.groups))
    throw new RangeError(
      `balancedSampler: expected a state saved by a balanced sampler, got ${JSON.stringify(state)}`,
    );
  const [got, expected] = [saved.groups, groups].map((list) =>
    list.map((group) => ("size" in group ? group.size : group.length)).join(", "),
  );
  if (got !== expected)
    throw new RangeError(
      `balancedSampler: expected a state for groups of ${expected} samples, got one for ${got}; resume with the data it was saved with`,
    );
  return saved as BalancedSamplerState;
}
