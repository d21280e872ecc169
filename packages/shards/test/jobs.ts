import { createHash } from "node:crypto";
import type { Job } from "../src/job.ts";

/** A job of some name, whose hash follows from it. */
export function jobOf(id: string, argv: string[] = ["train", "--out", `./${id}`]): Job {
  return { id, hash: createHash("sha256").update(id).digest("hex"), argv, group: "tests" };
}
