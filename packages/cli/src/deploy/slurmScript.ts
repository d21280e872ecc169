/** A sweep on Slurm. */
export interface SlurmOptions {
  name: string;
  /** The folder of the sweep, as the nodes see it. */
  folder: string;
  /** In how many parts the list is cut; each is a task of the array. Slurm allows 1,000 unless it is set up otherwise. */
  parts: number;
  /** How many tasks run at once. */
  parallelism: number;
  cpu: number;
  /** In 2^30 bytes. */
  memory: number;
  /** The most time of a task, such as 04:00:00. */
  time: string;
}

/** The script of an array of jobs that does a sweep: task i does part i of the list. */
export function slurmScript({
  name,
  folder,
  parts,
  parallelism,
  cpu,
  memory,
  time,
}: SlurmOptions): string {
  return `#!/bin/bash
# Submit: sbatch ${name}.sbatch. Submitted again, it does what is not done.
#SBATCH --job-name=${name}
#SBATCH --array=1-${parts}%${Math.min(parallelism, parts)}
#SBATCH --cpus-per-task=${cpu}
#SBATCH --mem=${Math.ceil(1024 * memory)}M
#SBATCH --time=${time}
#SBATCH --requeue
#SBATCH --output=${name}-%A_%a.log
# Time to end in an orderly way before the limit.
#SBATCH --signal=B:TERM@60
set -eu
export FLAWLENS_THREADS="\${SLURM_CPUS_PER_TASK:-${cpu}}"
exec flawlens sweep run ${quoted(folder)} --jobs 1 --shard "$SLURM_ARRAY_TASK_ID/${parts}"
`;
}

/** A text as one word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
