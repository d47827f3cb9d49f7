import { GetObjectCommand, NoSuchKey, PutObjectCommand } from "@aws-sdk/client-s3";
import { s3 } from "../aws/clients.ts";

/** Objects of a bucket by key; `put` answers how many bytes it wrote. A missing one is undefined. */
export interface Objects {
  put(key: string, body: Uint8Array | string, type?: string): Promise<number>;
  get(key: string): Promise<Uint8Array | undefined>;
}

export function s3Objects(bucket: string): Objects {
  const client = s3();
  return {
    async put(key, body, type) {
      const bytes = typeof body === "string" ? Buffer.from(body, "utf8") : body;
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ...(type && { ContentType: type }) }),
      );
      return bytes.length;
    },
    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return await Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
  };
}

/** An object of JSON, as the type that it was written as. */
export async function readJson<T>(objects: Objects, key: string): Promise<T | undefined> {
  const bytes = await objects.get(key);
  return bytes && (JSON.parse(textOf(bytes)) as T);
}

export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
