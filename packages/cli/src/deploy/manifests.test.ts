import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import { Job } from "kubernetes-models/batch/v1/Job";
import { Service } from "kubernetes-models/v1/Service";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { k8sJob } from "./k8sJob.ts";
import { k8sServe } from "./k8sServe.ts";
import { toYaml } from "./toYaml.ts";
import type { YamlValue } from "./toYaml.ts";

const common = { name: "parts", image: "flawlens:1", claim: "data", cpu: 2, memory: 1.5 };
const job = k8sJob({ ...common, sweep: "out/sweep", parts: 40, parallelism: 8, kueue: "team" });
const [deployment, service, autoscaler] = k8sServe({ ...common, models: ["a=/data/a.onnx"], replicas: [1, 4] }); // prettier-ignore

/** Types of what is made are checked when it is made; here only its schema counts. */
const model = (Kind: new (value: never) => { validate(): void }, value: YamlValue) => () =>
  new Kind(value as never).validate();

describe("manifests", () => {
  test.each([
    { of: "Job", check: model(Job, job) },
    { of: "Deployment", check: model(Deployment, deployment) },
    { of: "Service", check: model(Service, service) },
    { of: "HorizontalPodAutoscaler", check: model(HorizontalPodAutoscaler, autoscaler) },
  ])("the $of follows the schema of Kubernetes", ({ check }) => {
    expect(check).not.toThrow();
  });

  test("a schema is not everything: a list of names is refused", () => {
    const wrong = { ...(service as object), spec: { selector: ["a"], ports: 80 } };
    expect(model(Service, wrong as never)).toThrow("spec");
  });

  test("a pod does its part of the list, without rights, and a part that cannot succeed is not tried again", () => {
    expect(job).toMatchObject({
      metadata: { labels: { "kueue.x-k8s.io/queue-name": "team" } },
      spec: {
        suspend: true,
        completionMode: "Indexed",
        completions: 40,
        parallelism: 8,
        backoffLimitPerIndex: 3,
        template: {
          spec: {
            restartPolicy: "Never", // which backoffLimitPerIndex asks for
            securityContext: { runAsNonRoot: true },
            containers: [
              {
                command: ["sh", "-c", 'exec flawlens sweep run "$SWEEP" --jobs 1 --shard "$((JOB_COMPLETION_INDEX + 1))/40"'], // prettier-ignore
                env: [{ name: "SWEEP", value: "/data/out/sweep" }, { name: "FLAWLENS_THREADS", value: "2" }], // prettier-ignore
                resources: { limits: { cpu: "2", memory: "1536Mi" } },
              },
            ],
          },
        },
      },
    });
    const { spec, metadata } = k8sJob({ ...common, sweep: "s", parts: 2, parallelism: 8 }) as { spec: { suspend?: boolean; parallelism: number }; metadata: { labels?: object } }; // prettier-ignore
    expect([spec.suspend, spec.parallelism, metadata.labels]).toEqual([undefined, 2, undefined]);
  });

  test("a server is asked whether it is ready, and grows with the images that wait", () => {
    expect(deployment).toMatchObject({ spec: { template: { spec: { containers: [{ readinessProbe: { httpGet: { path: "/v2/health/ready" } }, livenessProbe: { httpGet: { path: "/v2/health/live" } } }] } } } }); // prettier-ignore
    expect(autoscaler).toMatchObject({ spec: { maxReplicas: 4, metrics: [{ pods: { metric: { name: "flawlens_queue_length" } } }] } }); // prettier-ignore
    expect(service).toMatchObject({ spec: { selector: { app: "parts" }, ports: [{ port: 80 }] } });
  });

  // kubectl reads a manifest into the types of Kubernetes here, without a cluster: a field that they do not have is lost.
  const kubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;
  test.runIf(kubectl).each([
    { of: "Job", manifest: job },
    { of: "Deployment", manifest: deployment },
  ])("kubectl knows every field of the $of", async ({ manifest }) => {
    const file = join(await temporaryFolder(), "manifest.yaml");
    await writeFile(file, toYaml(manifest));
    const { stdout } = spawnSync("kubectl", ["set", "image", "--local", "-f", file, "flawlens=x", "-o", "json"], { encoding: "utf8" }); // prettier-ignore
    const image = (text: string) => text.replaceAll('"image":"flawlens:1"', '"image":"x"');
    expect(JSON.parse(stdout)).toMatchObject(JSON.parse(image(JSON.stringify(manifest))) as object);
  });
});
