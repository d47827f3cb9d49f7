import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import type { IdentityHash } from "../../core/members/identity-hash.ts";
import { secrets } from "../aws/clients.ts";
import { hmacIdentity } from "./hmac-identity.ts";

/** The deployment's identity secret is there but holds nothing. */
export class IdentitySecretError extends Error {
  constructor(secretId: string) {
    super(`secret ${secretId} holds no text`);
    this.name = "IdentitySecretError";
  }
}

/**
 * Identity hashes under a secret of Secrets Manager, fetched on the first call and kept for the life of the process: it
 * can't change without every member changing their name. A failed fetch is tried again by the next call.
 */
export function secretIdentity(secretId: string): () => Promise<IdentityHash> {
  const client = secrets();
  let kept: Promise<IdentityHash> | undefined;
  const fetched = async (): Promise<IdentityHash> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (!SecretString) throw new IdentitySecretError(secretId);
    return hmacIdentity(SecretString);
  };
  return () => {
    kept ??= fetched().catch((cause: unknown) => {
      kept = undefined;
      throw cause;
    });
    return kept;
  };
}
