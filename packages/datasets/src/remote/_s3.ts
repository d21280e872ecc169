import type { S3Client } from "@aws-sdk/client-s3";
import type { Listing } from "../_listing.ts";
import { isPassing, receive } from "./_receive.ts";
import { RemoteError } from "./remoteError.ts";

/**
 * Reads an object, `s3://bucket/key`.
 *
 * @throws {RemoteError} If it cannot be read whole.
 */
export async function readS3(place: string, most: number): Promise<Buffer> {
  const { client, sdk } = await connect();
  const { bucket, key } = parsed(place);
  return receive(place, most, async (abortSignal) => {
    const command = new sdk.GetObjectCommand({ Bucket: bucket, Key: key });
    const { Body, ContentLength } = await client
      .send(command, { abortSignal })
      .catch((error: unknown) => {
        throw refusal(place, error);
      });
    return { body: (Body as AsyncIterable<Uint8Array> | undefined) ?? null, length: ContentLength };
  });
}

/**
 * What lies directly below a prefix.
 *
 * @param most - How many names are enough; default all.
 * @throws {RemoteError} If it cannot be listed.
 */
export async function listS3(place: string, most = Infinity): Promise<Listing> {
  const { client, sdk } = await connect();
  const { bucket, key } = parsed(place);
  const prefix = key === "" ? "" : `${key}/`;
  const found: Listing = { folders: [], files: [] };
  let token: string | undefined;
  do {
    const command = new sdk.ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      Delimiter: "/",
      ContinuationToken: token,
    });
    const page = await client.send(command).catch((error: unknown) => {
      throw refusal(place, error);
    });
    for (const { Prefix = "" } of page.CommonPrefixes ?? [])
      found.folders.push(Prefix.slice(prefix.length, -1));
    for (const { Key = "" } of page.Contents ?? [])
      if (Key !== prefix) found.files.push(Key.slice(prefix.length)); // a folder's own empty object
    token = page.NextContinuationToken;
  } while (token !== undefined && found.folders.length + found.files.length < most);
  return found;
}

/**
 * Whether an object of that name is there.
 *
 * @throws {RemoteError} If the server does not say.
 */
export async function isObject(place: string): Promise<boolean> {
  const { client, sdk } = await connect();
  const { bucket, key } = parsed(place);
  const command = new sdk.HeadObjectCommand({ Bucket: bucket, Key: key });
  return client.send(command).then(
    () => true,
    (error: Error) => {
      if (error.name === "NotFound") return false;
      throw refusal(place, error);
    },
  );
}

function parsed(place: string): { bucket: string; key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/*(.*)$/is.exec(place) as unknown as string[];
  return { bucket, key: key.replace(/\/+$/, "") };
}

type Sdk = typeof import("@aws-sdk/client-s3");
interface Connection {
  client: S3Client;
  sdk: Sdk;
}
const connections = new Map<string | undefined, Promise<Connection>>(); // by endpoint

/** The client of this process: credentials, region and endpoint come from the environment and files of AWS's own tools. */
function connect(): Promise<Connection> {
  const endpoint = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  const connection = connections.get(endpoint) ?? open(endpoint);
  connections.set(endpoint, connection);
  return connection;
}

async function open(endpoint: string | undefined): Promise<Connection> {
  const sdk = await load();
  const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? "us-east-1";
  const client = new sdk.S3Client({
    maxAttempts: 1, // `retrying` tries again
    // Other servers than Amazon's have neither names of buckets in their own, nor regions.
    ...(endpoint && { endpoint, forcePathStyle: true, region }),
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 30_000 },
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  return { client, sdk };
}

async function load(): Promise<Sdk> {
  try {
    return await import("@aws-sdk/client-s3");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new Error(
      "expected @aws-sdk/client-s3 to be installed to read s3://, got none; run npm install @aws-sdk/client-s3",
      { cause },
    );
  }
}

/** Says what the server answered, by its name and status alone: its messages may name keys. */
function refusal(place: string, error: unknown): RemoteError {
  const { name, $metadata, code } = error as Error & { $metadata?: { httpStatusCode?: number }; code?: string }; // prettier-ignore
  const status = $metadata?.httpStatusCode;
  const lasting =
    name === "CredentialsProviderError" || (status !== undefined && !isPassing(status));
  const known = status !== undefined && status > 0 ? `${name} (${status})` : (code ?? name);
  return new RemoteError(`expected to read ${place}, got ${known}`, { passing: !lasting });
}
