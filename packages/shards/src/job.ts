import { z } from "zod";

/**
 * One piece of work that may be done twice, or be killed anywhere: it writes its results aside and renames them, so
 * that doing it again changes nothing.
 */
export const jobSchema = z.strictObject({
  /** A name that is a file name on every system, unique in its sweep. */
  id: z.string().regex(/^[^\\/:*?"<>|\s\p{C}.][^\\/:*?"<>|\s\p{C}]*$/u).max(150), // prettier-ignore
  /** SHA-256 of everything that decides the result, in hexadecimal digits. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** What stands after `flawlens` on the command line. Paths in it begin at the sweep's root. */
  argv: z.array(z.string().max(4096)).min(1).max(1000),
  /** Jobs of one group need about as much memory as each other, such as all seeds of one setting. */
  group: z.string().max(300),
});

/** A job as a value; see {@link jobSchema}. */
export type Job = z.infer<typeof jobSchema>;
