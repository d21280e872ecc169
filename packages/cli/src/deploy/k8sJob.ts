import { containerSecurity, podSecurity, resources } from "./pod.ts";
import type { Resources } from "./pod.ts";
import type { YamlValue } from "./toYaml.ts";

/** A sweep on Kubernetes. */
export interface K8sJobOptions extends Resources {
  name: string;
  image: string;
  /** The claim of the volume that holds the sweep's root. */
  claim: string;
  /** The folder of the sweep from its root, such as `out/sweep`. */
  sweep: string;
  /** In how many parts the list is cut; each is a pod. */
  parts: number;
  /** How many pods run at once. */
  parallelism: number;
  /** The local queue of Kueue that the job waits in. */
  kueue?: string;
}

/** Where the volume is seen in a pod. */
const root = "/data";

/**
 * An Indexed Job that does a sweep: pod i does part i of the list. A part that fails is tried three times more, pods that
 * are evicted as often as it takes, and a part whose command line is wrong is not tried again; other parts go on.
 */
export function k8sJob({
  name,
  image,
  claim,
  sweep,
  parts,
  parallelism,
  kueue,
  ...needs
}: K8sJobOptions): YamlValue {
  const folder = `${root}/${sweep}`;
  const script = `exec flawlens sweep run "$SWEEP" --jobs 1 --shard "$((JOB_COMPLETION_INDEX + 1))/${parts}"`;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name,
      labels: kueue === undefined ? undefined : { "kueue.x-k8s.io/queue-name": kueue },
    },
    spec: {
      // Kueue begins it when there is room.
      suspend: kueue === undefined ? undefined : true,
      completionMode: "Indexed",
      completions: parts,
      parallelism: Math.min(parallelism, parts),
      backoffLimitPerIndex: 3,
      maxFailedIndexes: parts,
      podFailurePolicy: {
        rules: [
          { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
          { action: "FailIndex", onExitCodes: { containerName: "flawlens", operator: "In", values: [2] } }, // prettier-ignore
        ],
      },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          restartPolicy: "Never",
          automountServiceAccountToken: false,
          securityContext: podSecurity,
          terminationGracePeriodSeconds: 30,
          containers: [
            {
              name: "flawlens",
              image,
              command: ["sh", "-c", script],
              env: [
                { name: "SWEEP", value: folder },
                { name: "FLAWLENS_THREADS", value: String(Math.max(1, Math.floor(needs.cpu))) },
              ],
              resources: resources(needs),
              securityContext: containerSecurity,
              volumeMounts: [{ name: "data", mountPath: root }],
            },
          ],
          volumes: [{ name: "data", persistentVolumeClaim: { claimName: claim } }],
        },
      },
    },
  };
}
