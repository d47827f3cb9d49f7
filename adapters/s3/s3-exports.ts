import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { ExportManifest, ExportStore } from "../../core/insight/export-store.ts";
import { s3 } from "../aws/clients.ts";
import { readJson, s3Objects } from "./s3-objects.ts";

const fileKey = (asOf: string, name: string): string => `days/${asOf}/${name}`;
const MANIFESTS = "manifests/";
const manifestKey = (asOf: string): string => `${MANIFESTS}${asOf}.json`;
const besideKey = (asOf: string): string => `beside/${asOf}.json`;

/** A thousand days a page: thirty pages are eighty years of exports. */
const PAGES = 30;

/** Exports as objects of a versioned bucket: `days/<asOf>/<name>`, and one manifest a day, written last. */
export function s3Exports(bucket: string): ExportStore {
  const client = s3();
  const objects = s3Objects(bucket);

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
    write: (asOf, name, body) => objects.put(fileKey(asOf, name), body),
    async publish(manifest) {
      await objects.put(manifestKey(manifest.asOf), JSON.stringify(manifest));
    },
    async manifest(asOf) {
      const key = asOf === undefined ? await latestManifestKey() : manifestKey(asOf);
      return key === undefined ? undefined : readJson<ExportManifest>(objects, key);
    },
    read: (asOf, name) => objects.get(fileKey(asOf, name)),
    async publishBeside(manifest) {
      await objects.put(besideKey(manifest.asOf), JSON.stringify(manifest));
    },
    beside: (asOf) => readJson<ExportManifest>(objects, besideKey(asOf)),
  };
}
