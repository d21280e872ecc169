import type { YamlValue } from "./toYaml.ts";

/** What a container may take. */
export interface Resources {
  cpu: number;
  /** In 2^30 bytes. */
  memory: number;
}

/** Requests and limits: memory may not grow beyond what it asked for, processors may be shared out. */
export function resources({ cpu, memory }: Resources): Record<string, YamlValue> {
  const gib = `${Math.ceil(memory * 1024)}Mi`;
  return { requests: { cpu: String(cpu), memory: gib }, limits: { cpu: String(cpu), memory: gib } };
}

/** A pod that needs no rights: user 1000, which is `node` in the image. */
export const podSecurity = {
  runAsNonRoot: true,
  runAsUser: 1000,
  runAsGroup: 1000,
  fsGroup: 1000,
  seccompProfile: { type: "RuntimeDefault" },
};

/** A container that needs no rights. */
export const containerSecurity = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
};
