import { Option } from "commander";

/** `--queue URL` of what puts jobs into a queue, takes them out or looks at it. */
export function queueOption(): Option {
  return new Option(
    "--queue <url>",
    "address of the queue: redis://, rediss:// or postgres://; with a password rather in FLAWLENS_QUEUE, as other " +
      "users of a machine can read command lines",
  ).env("FLAWLENS_QUEUE");
}
