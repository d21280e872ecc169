import type { Terminal } from "../terminal/terminal.ts";
import type { ShardOutcome } from "./doShard.ts";

/** Says what was done of a shard. */
export function tellShard(
  terminal: Pick<Terminal, "tell" | "note">,
  { seal: { shard, images, unread }, did }: ShardOutcome,
): void {
  const name = `shard ${shard.index}/${shard.of}`;
  const lost = unread > 0 ? `, of which ${unread} could not be read` : "";
  const counted = `${images === 1 ? "1 image" : `${images} images`}${lost}`;
  if (did === "nothing") terminal.tell(`${name}: was done before, with ${counted}`);
  else terminal.tell(`${name}: done, with ${counted}`);
  if (did === "again")
    terminal.note(
      `${name} was there with other images, damaged, or with fewer pixels kept, and has been done again`,
    );
}
