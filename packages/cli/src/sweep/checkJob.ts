import type { Job } from "@flawlens/shards";

/** What an option takes: nothing, a word, or a path that is read or written. */
type Kind = "nothing" | "word" | "read" | "write";

const data: Record<string, Kind> = {
  "--data": "read",
  "--category": "word",
  "--normal": "word",
  "--masks": "read",
  "--allow-outside": "nothing",
};

const shards: Record<string, Kind> = {
  ...data,
  "--model": "read",
  "--split": "word",
  "--out": "write",
  "--shard": "word",
};

/** The commands that jobs may be, and the options that they may have. */
export const jobOptions: Record<string, Record<string, Kind>> = {
  train: {
    ...data,
    "--out": "write",
    "--method": "read",
    "--config": "read",
    "--set": "word",
    "--contamination": "word",
    "--shots": "word",
    "--seed": "word",
    "--weights": "read",
    "--textures": "read",
    "--skip-check": "nothing",
  },
  predict: shards,
  evaluate: shards,
};

/**
 * Refuses a job that is not a training or a shard of predictions or of an evaluation, or that leads out of its root. What
 * a queue says is not trusted: this is what stands between it and the machine.
 *
 * @param options.outside - Whether jobs may read, not write, what lies outside of their root or on servers.
 * @throws {RangeError} If the job is refused; the message says why.
 */
export function checkJob({ id, argv }: Job, { outside = false }: { outside?: boolean } = {}): void {
  const refuse = (expected: string, got: string): never => {
    throw new RangeError(`checkJob: expected ${expected} in job ${id}, got ${got}`);
  };
  const [command, ...words] = argv;
  if (!Object.hasOwn(jobOptions, command))
    refuse(`one of the commands ${Object.keys(jobOptions).join(", ")}`, command);
  const options = jobOptions[command];
  let written = 0;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (!Object.hasOwn(options, word)) refuse(`options of a job of ${command}`, word);
    const kind = options[word];
    if (kind === "nothing") {
      if (word === "--allow-outside" && !outside) refuse("files inside of the root", word);
      continue;
    }
    const value = words.shift();
    if (value === undefined || value.startsWith("-"))
      return refuse(`a value of ${word}`, value ?? "none");
    if (kind === "write") written++;
    if (kind !== "word" && leadsOut(value) && !(outside && kind === "read"))
      refuse("paths inside of the root", value);
  }
  if (written !== 1) refuse("one --out", String(written));
}

/** Whether a text names something outside of the folder that it is read in, on any system. */
function leadsOut(path: string): boolean {
  return (
    /^[/\\~]/.test(path) || /^[a-z][a-z\d+.-]*:/i.test(path) || path.split(/[/\\]/).includes("..")
  );
}
