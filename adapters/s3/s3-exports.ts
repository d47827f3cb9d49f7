import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand } from "@aws-sdk/client-s3";
import type { ExportManifest, ExportStore } from "../../core/insight/export-store.ts";
import { s3 } from "../aws/clients.ts";

const fileKey = (asOf: string, name: string): string => `days/${asOf}/${name}`;
const MANIFESTS = "manifests/";
const manifestKey = (asOf: string): string => `${MANIFESTS}${asOf}.json`;
const besideKey = (asOf: string): string => `beside/${asOf}.json`;

/** A thousand days a page: thirty pages are eighty years of exports. */
const PAGES = 30;

/** Exports as objects of a versioned bucket: `days/<asOf>/<name>`, and one manifest a day, written last. */
export function s3Exports(bucket: string): ExportStore {
  const client = s3();

  async function put(key: string, body: string | Uint8Array): Promise<number> {
    const bytes = typeof body === "string" ? Buffer.from(body, "utf8") : body;
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
    return bytes.length;
  }

  async function get(key: string): Promise<Uint8Array | undefined> {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  /** Keys are listed as they sort, days as they follow: the last one is the latest. */
  async function latestManifestKey(): Promise<string | undefined> {
    let latest: string | undefined;
    for (let page = 0; page < PAGES; page += 1) {
      const { Contents = [], IsTruncated } = await client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: MANIFESTS,
          ...(latest === undefined ? {} : { StartAfter: latest }),
        }),
      );
      latest = Contents.at(-1)?.Key ?? latest;
      if (!IsTruncated) break;
    }
    return latest;
  }

  return {
    write: (asOf, name, body) => put(fileKey(asOf, name), body),
    async publish(manifest) {
      await put(manifestKey(manifest.asOf), JSON.stringify(manifest));
    },
    async manifest(asOf) {
      const key = asOf === undefined ? await latestManifestKey() : manifestKey(asOf);
      const bytes = key === undefined ? undefined : await get(key);
      return bytes && (JSON.parse(Buffer.from(bytes).toString("utf8")) as ExportManifest);
    },
    read: (asOf, name) => get(fileKey(asOf, name)),
    async publishBeside(manifest) {
      await put(besideKey(manifest.asOf), JSON.stringify(manifest));
    },
    async beside(asOf) {
      const bytes = await get(besideKey(asOf));
      return bytes && (JSON.parse(Buffer.from(bytes).toString("utf8")) as ExportManifest);
    },
  };
}
