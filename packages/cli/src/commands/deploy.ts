import { relative, resolve, sep } from "node:path";
import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import type { DeploymentFile } from "../deploy/writeDeployment.ts";
import { atLeastOne } from "../options/atLeastOne.ts";
import { number } from "../options/number.ts";
import { repeated } from "../options/repeated.ts";
import { fileOfRun } from "../run/fileOfRun.ts";
import { UsageError } from "../terminal/usageError.ts";

/** `flawlens deploy k8s|slurm|triton|ovms|kserve`: files for what others run. */
export function addDeploy(program: Command, context: Context): void {
  const deploy = program
    .command("deploy")
    .summary("write files for Kubernetes, Slurm, Triton, OpenVINO Model Server, KServe")
    .description(
      "Write the files that other systems need to run sweeps and detectors. Nothing is started.",
    );
  addK8s(deploy, context);
  addSlurm(deploy, context);
  addModelServers(deploy, context);
}

interface Common {
  out: string;
  overwrite?: boolean;
  name: string;
  cpu: number;
  memory: number;
}

/** The options that every kind of deployment has. */
function common(command: Command): Command {
  return command
    .option("--out <dir>", "folder for the files", "deploy")
    .option("--overwrite", "write over files that are there")
    .option("--name <name>", "name of what is deployed", nameOf, "flawlens")
    .option("--cpu <n>", "processors of each", positive, 4)
    .option("--memory <gib>", "memory of each", positive, 4);
}

async function write(
  { terminal }: Context,
  { out, overwrite }: Common,
  files: Record<string, DeploymentFile>,
): Promise<void> {
  const { writeDeployment } = await import("../deploy/writeDeployment.ts");
  await writeDeployment(terminal, out, files, { overwrite });
}

function addK8s(deploy: Command, context: Context): void {
  const command = deploy
    .command("k8s")
    .summary("a sweep as an Indexed Job, or detectors as a Deployment, with a Dockerfile")
    .description(
      "Write manifests for Kubernetes and a Dockerfile: of a sweep (--sweep) an Indexed Job, each of whose pods does a " +
        "part of the list; of detectors (--model) a Deployment of flawlens serve with probes and limits, its Service, and a " +
        "HorizontalPodAutoscaler on the images that wait (flawlens_queue_length, which prometheus-adapter must offer).",
    )
    .requiredOption(
      "--claim <name>",
      "PersistentVolumeClaim that holds the sweep's root, or the detectors",
    )
    .option("--image <image>", "image of the Dockerfile", "flawlens")
    .option("--sweep <dir>", "folder of the sweep")
    .option("--parts <n>", "parts of the sweep's list, each a pod (default: one a job)", atLeastOne)
    .option("--parallelism <n>", "pods of a sweep at once", atLeastOne, 8)
    .option("--kueue <queue>", "local queue of Kueue that the job waits in")
    .option(
      "--model <name=file>",
      "a detector to serve, its file from the volume's root; may be given again",
      repeated,
    )
    .option("--replicas <least,most>", "pods that serve", replicas, [1, 4]);
  common(command).action(async (options: K8sOptions) => {
    const { sweep, model, image, claim, name, cpu, memory } = options;
    if ((sweep === undefined) === (model === undefined))
      throw new UsageError("expected --sweep DIR or --model NAME=FILE");
    const { toYaml } = await import("../deploy/toYaml.ts");
    const { dockerfile } = await import("../deploy/dockerfile.ts");
    const files: Record<string, string> = { Dockerfile: dockerfile(program(deploy)) };
    if (sweep !== undefined) {
      const { k8sJob } = await import("../deploy/k8sJob.ts");
      const { jobs, place } = await sweepAt(sweep);
      const { parallelism, kueue, parts = jobs } = options;
      files["job.yaml"] = toYaml(k8sJob({ name, image, claim, sweep: place, parts, parallelism, kueue, cpu, memory })); // prettier-ignore
    } else {
      const { k8sServe } = await import("../deploy/k8sServe.ts");
      const models = (model as string[]).map(servedModel);
      const manifests = k8sServe({ name, image, claim, models, replicas: options.replicas, cpu, memory }); // prettier-ignore
      files["serve.yaml"] = manifests.map(toYaml).join("---\n");
    }
    await write(context, options, files);
  });
}

interface K8sOptions extends Common {
  claim: string;
  image: string;
  sweep?: string;
  parts?: number;
  parallelism: number;
  kueue?: string;
  model?: string[];
  replicas: [number, number];
}

function addSlurm(deploy: Command, context: Context): void {
  const command = deploy
    .command("slurm")
    .summary("a sweep as an array of jobs")
    .description(
      "Write a script for sbatch: an array of jobs, each of whose tasks does a part of a sweep's list.",
    )
    .requiredOption("--sweep <dir>", "folder of the sweep, as the nodes see it")
    .option(
      "--parts <n>",
      "parts of the sweep's list, each a task (default: one a job, at most 1000)",
      atLeastOne,
    )
    .option("--parallelism <n>", "tasks at once", atLeastOne, 8)
    .option("--time <limit>", "most time of a task, such as 04:00:00", timeLimit, "04:00:00");
  common(command).action(async (options: Common & SlurmChoices) => {
    const { slurmScript } = await import("../deploy/slurmScript.ts");
    const { jobs } = await sweepAt(options.sweep);
    const { parts = Math.min(jobs, 1000), sweep, ...rest } = options;
    const script = slurmScript({ ...rest, parts, folder: resolve(sweep) });
    await write(context, options, { [`${options.name}.sbatch`]: script });
  });
}

interface SlurmChoices {
  sweep: string;
  parts?: number;
  parallelism: number;
  time: string;
}

function addModelServers(deploy: Command, context: Context): void {
  const triton = deploy
    .command("triton")
    .summary("a detector as a model repository of NVIDIA Triton")
    .description(
      "Write a model repository for NVIDIA Triton: NAME/config.pbtxt and NAME/1/model.onnx.",
    )
    .requiredOption("--model <file>", "detector.onnx, or the folder of a run")
    .option("--batch <n>", "most images of a batch", atLeastOne, 8)
    .option("--instances <n>", "batches at once", atLeastOne, 1);
  common(triton).action(async (options: Common & ModelChoices) => {
    const { name, batch, instances } = options;
    const file = fileOfRun(options.model, "--model", "detector.onnx");
    const { modelTensors } = await import("../deploy/modelTensors.ts");
    const { tritonConfig } = await import("../deploy/tritonConfig.ts");
    const config = tritonConfig({ name, batch, instances, ...(await modelTensors(file)) });
    await write(context, options, { [`${name}/config.pbtxt`]: config, [`${name}/1/model.onnx`]: { copyOf: file } }); // prettier-ignore
  });

  const ovms = deploy
    .command("ovms")
    .summary("a detector as a model of OpenVINO Model Server")
    .description(
      "Write a model repository for OpenVINO Model Server: config.json and NAME/1/model.onnx, to be mounted at /models.",
    )
    .requiredOption("--model <file>", "detector.onnx, or the folder of a run")
    .option("--instances <n>", "images at once", atLeastOne, 4);
  common(ovms).action(async (options: Common & ModelChoices) => {
    const { ovmsConfig } = await import("../deploy/ovmsConfig.ts");
    const { name, instances } = options;
    const file = fileOfRun(options.model, "--model", "detector.onnx");
    await write(context, options, { "config.json": ovmsConfig(name, instances), [`${name}/1/model.onnx`]: { copyOf: file } }); // prettier-ignore
  });

  const kserve = deploy
    .command("kserve")
    .summary("a detector as an InferenceService of KServe")
    .description(
      "Write an InferenceService of KServe for a model repository that flawlens deploy triton wrote, on KServe's runtime " +
        "of NVIDIA Triton.",
    )
    .requiredOption(
      "--storage <uri>",
      "where the repository lies, such as pvc://claim/models or s3://bucket/models",
    );
  common(kserve).action(async (options: Common & { storage: string }) => {
    const { toYaml } = await import("../deploy/toYaml.ts");
    const { kserveService } = await import("../deploy/kserveService.ts");
    await write(context, options, { "inference-service.yaml": toYaml(kserveService(options)) });
  });
}

interface ModelChoices {
  model: string;
  batch: number;
  instances: number;
}

/** A sweep's number of jobs, and its folder from its root. */
async function sweepAt(folder: string): Promise<{ jobs: number; place: string }> {
  const { readSweep } = await import("@flawlens/shards");
  const sweep = await readSweep(folder);
  return {
    jobs: sweep.jobs.length,
    place: relative(sweep.root, sweep.folder).split(sep).join("/"),
  };
}

/** The version of this command, for the image that installs it. */
function program({ parent }: Command): string {
  return parent?.version() ?? "latest";
}

function servedModel(text: string): string {
  const [, name, file] = /^([\w-]+)=(?!\/)(.+)$/.exec(text) ?? [];
  if (!name || file.split("/").includes(".."))
    throw new UsageError(
      `--model: expected NAME=FILE with a file from the volume's root, got ${text}`,
    );
  return `${name}=/data/${file}`;
}

/** A name that Kubernetes and file systems take. */
function nameOf(text: string): string {
  if (!/^[a-z]([a-z\d-]{0,50}[a-z\d])?$/.test(text))
    throw new InvalidArgumentError(`Expected small letters, digits and -, got "${text}".`);
  return text;
}

function positive(text: string): number {
  const value = number(text);
  if (value <= 0) throw new InvalidArgumentError(`Expected more than 0, got "${text}".`);
  return value;
}

function replicas(text: string): [number, number] {
  const [, least, most] = /^(\d+),(\d+)$/.exec(text)?.map(Number) ?? [];
  if (!least || most < least)
    throw new InvalidArgumentError(`Expected two numbers such as 1,4, got "${text}".`);
  return [least, most];
}

function timeLimit(text: string): string {
  if (!/^(\d+-)?\d+(:\d\d){0,2}$/.test(text))
    throw new InvalidArgumentError(`Expected a time such as 04:00:00, got "${text}".`);
  return text;
}
