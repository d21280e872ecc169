import { containerSecurity, podSecurity, resources } from "./pod.ts";
import type { Resources } from "./pod.ts";
import type { YamlValue } from "./toYaml.ts";

/** A server of detectors on Kubernetes. */
export interface K8sServeOptions extends Resources {
  name: string;
  image: string;
  /** The claim of the volume that holds the detectors. */
  claim: string;
  /** Each `NAME=FILE`, the file from the volume's root. */
  models: readonly string[];
  /** Pods at least and at most. */
  replicas: readonly [number, number];
}

const port = 8000;

/**
 * A Deployment of `flawlens serve`, its Service, and a HorizontalPodAutoscaler on the images that wait in each pod. A pod
 * takes requests when its detectors are loaded, and answers what it was asked before it ends. The token is in the secret
 * of the same name under `token`.
 */
export function k8sServe({
  name,
  image,
  claim,
  models,
  replicas: [least, most],
  ...needs
}: K8sServeOptions): YamlValue[] {
  const labels = { app: name };
  const health = (path: string) => ({ httpGet: { path: `/v2/health/${path}`, port: "http" }, timeoutSeconds: 2 }); // prettier-ignore
  const args = models.flatMap((model) => ["--model", model]);
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels },
    spec: {
      replicas: least,
      selector: { matchLabels: labels },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: {
          labels,
          annotations: { "prometheus.io/scrape": "true", "prometheus.io/port": String(port), "prometheus.io/path": "/metrics" }, // prettier-ignore
        },
        spec: {
          automountServiceAccountToken: false,
          securityContext: podSecurity,
          terminationGracePeriodSeconds: 40,
          containers: [
            {
              name: "flawlens",
              image,
              // Endpoints take a moment to learn that a pod ends: requests are taken for 10 s more.
              args: ["serve", "--host", "0.0.0.0", "--port", String(port), "--grace", "10000", "--threads", String(Math.max(1, Math.floor(needs.cpu))), ...args], // prettier-ignore
              env: [{ name: "FLAWLENS_TOKEN", valueFrom: { secretKeyRef: { name, key: "token", optional: true } } }], // prettier-ignore
              ports: [{ name: "http", containerPort: port }],
              startupProbe: { ...health("ready"), periodSeconds: 2, failureThreshold: 60 },
              readinessProbe: { ...health("ready"), periodSeconds: 3 },
              livenessProbe: { ...health("live"), periodSeconds: 10, failureThreshold: 3 },
              resources: resources(needs),
              securityContext: { ...containerSecurity, readOnlyRootFilesystem: true },
              volumeMounts: [
                { name: "data", mountPath: "/data", readOnly: true },
                { name: "tmp", mountPath: "/tmp" },
              ],
            },
          ],
          volumes: [
            { name: "data", persistentVolumeClaim: { claimName: claim, readOnly: true } },
            { name: "tmp", emptyDir: {} },
          ],
        },
      },
    },
  };
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, labels },
    spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: "http" }] },
  };
  const autoscaler = {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name, labels },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
      minReplicas: least,
      maxReplicas: most,
      metrics: [
        {
          type: "Pods",
          pods: {
            metric: { name: "flawlens_queue_length" },
            target: { type: "AverageValue", averageValue: "8" },
          },
        },
      ],
      behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
    },
  };
  return [deployment, service, autoscaler];
}
