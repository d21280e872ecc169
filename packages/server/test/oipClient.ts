/** A tensor as a client of the Open Inference Protocol sends and gets it. */
export interface ClientTensor {
  name: string;
  datatype: string;
  shape: number[];
  data: number[] | string[] | Uint8Array;
}

/** What a server answered to `infer`: the JSON, and each output's values by name. */
export interface ClientAnswer {
  status: number;
  json: {
    model_name?: string;
    model_version?: string;
    id?: string;
    error?: string;
    outputs?: {
      name: string;
      datatype: string;
      shape: number[];
      parameters?: Record<string, unknown>;
      data?: unknown[];
    }[];
  };
  values: Record<string, unknown[]>;
}

/**
 * A client of the Open Inference Protocol v2 that shares no code with the server, written after the specification.
 *
 * @param send - `fetch`, or what answers in its place.
 * @param base - `http://HOST:PORT`.
 */
export function oipClient(
  send: (url: string, init?: RequestInit) => Response | Promise<Response>,
  base: string,
) {
  const get = async (path: string) => {
    const answer = await send(`${base}${path}`);
    const text = await answer.text();
    return { status: answer.status, json: text === "" ? {} : JSON.parse(text) };
  };
  return {
    live: () => get("/v2/health/live"),
    ready: () => get("/v2/health/ready"),
    server: () => get("/v2"),
    model: (name: string) => get(`/v2/models/${name}`),
    modelReady: (name: string) => get(`/v2/models/${name}/ready`),
    /** Sends a tensor as JSON, or as bytes where its data are bytes, and asks for outputs as JSON or as bytes. */
    async infer(
      model: string,
      input: ClientTensor,
      {
        outputs,
        binary = false,
        id,
      }: { outputs?: readonly string[]; binary?: boolean; id?: string } = {},
    ): Promise<ClientAnswer> {
      const { data, ...spec } = input;
      const bytes = data instanceof Uint8Array ? data : undefined;
      const tensor = bytes
        ? { ...spec, parameters: { binary_data_size: bytes.length } }
        : { ...spec, data };
      const header = new TextEncoder().encode(
        JSON.stringify({
          id,
          inputs: [tensor],
          outputs: outputs?.map((name) => ({ name, parameters: { binary_data: binary } })),
          parameters: binary ? { binary_data_output: true } : undefined,
        }),
      );
      const body = bytes ? new Uint8Array([...header, ...bytes]) : header;
      const answer = await send(`${base}/v2/models/${model}/infer`, {
        method: "POST",
        body,
        headers: {
          "content-length": String(body.length),
          ...(bytes
            ? {
                "content-type": "application/octet-stream",
                "inference-header-content-length": String(header.length),
              }
            : { "content-type": "application/json" }),
        },
      });
      return parse(answer.status, answer.headers, new Uint8Array(await answer.arrayBuffer()));
    },
  };
}

function parse(status: number, headers: Headers, body: Uint8Array): ClientAnswer {
  const length = Number(headers.get("inference-header-content-length") ?? body.length);
  const json = JSON.parse(new TextDecoder().decode(body.subarray(0, length)));
  const values: ClientAnswer["values"] = {};
  let at = length;
  for (const { name, datatype, parameters, data } of json.outputs ?? []) {
    const size = parameters?.binary_data_size as number | undefined;
    values[name] = size === undefined ? data : read(datatype, body.slice(at, at + size));
    at += size ?? 0;
  }
  if (at !== body.length) throw new Error(`expected ${at} bytes, got ${body.length}`);
  return { status, json, values };
}

function read(datatype: string, bytes: Uint8Array): unknown[] {
  const view = new DataView(bytes.buffer);
  if (datatype === "FP32")
    return Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
  const texts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = view.getUint32(at, true);
    texts.push(new TextDecoder().decode(bytes.subarray(at + 4, at + 4 + size)));
    at += 4 + size;
  }
  return texts;
}
