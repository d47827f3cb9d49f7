import { Command, InvalidArgumentError } from "commander";
import { makeChannelKey } from "../../adapters/identity/make-channel-key.ts";
import { SCOPES, type Scope } from "../../core/contract/scopes.ts";
import type { ChannelKey } from "../../core/ingestion/channel-key.ts";
import type { CommandContext } from "./context.ts";
import { globalOptions } from "./deployment-options.ts";
import { jsonText, tableText } from "./print-table.ts";

const isScope = (text: string): text is Scope => SCOPES.some((scope) => scope === text);

/** Collects `--scope`, which may stand several times and hold several with commas between. */
function addScopes(given: string, before: Scope[] = []): Scope[] {
  const scopes = given.split(",").map((text) => {
    const scope = text.trim();
    if (!isScope(scope)) throw new InvalidArgumentError(`scopes are ${SCOPES.join(", ")}`);
    return scope;
  });
  return [...new Set([...before, ...scopes])];
}

/** What may be shown of a key: all but its hash. */
const shown = ({ secretHash: _hash, ...key }: ChannelKey) => key;

const MADE_ONCE = "Keep it now: only its hash is stored, and it is never shown again.";

function make({ print, note, open }: CommandContext): Command {
  return new Command("make")
    .description("make a key, shown this once")
    .argument("<label>", "whose it is, in words")
    .requiredOption("--scope <scopes>", `what it may do: ${SCOPES.join(", ")}`, addScopes)
    .addHelpText(
      "after",
      `
Examples:
  $ npm run perennial -- keys make "till 3" --scope events:write,coupons:redeem
  $ npm run perennial -- keys make "history import" --scope events:write --scope events:import
  $ npm run perennial -- keys make "marketing" --scope journeys:read,journeys:write --json`,
    )
    .action(async (label: string, options: { scope: Scope[] }, command: Command) => {
      const { json, ...choice } = globalOptions(command);
      const deployment = await open(choice);
      const { key, text } = makeChannelKey(label, options.scope, await deployment.now());
      await deployment.keys().make(key);
      if (json) return print(jsonText({ ...shown(key), key: text }));
      print(text);
      note(`${key.keyId} for ${label} on ${deployment.name}: ${options.scope.join(", ")}. ${MADE_ONCE}`);
    });
}

function list({ print, open }: CommandContext): Command {
  return new Command("list")
    .description("list the keys, revoked ones too")
    .action(async (_options: object, command: Command) => {
      const { json, ...choice } = globalOptions(command);
      const found = await (await open(choice)).keys().list();
      const keys = found.map(shown).sort((a, b) => (a.madeAt < b.madeAt ? -1 : 1));
      if (json) return print(jsonText(keys));
      const rows = keys.map((key) => [key.keyId, key.label, key.scopes.join(" "), key.madeAt, key.revokedAt ?? ""]);
      print(tableText(["key", "whose", "may", "made", "revoked"], rows));
    });
}

function revoke({ print, open }: CommandContext): Command {
  return new Command("revoke")
    .description("revoke a key: within 60 seconds nobody gets in by it; what it did stands")
    .argument("<keyId>", "as `keys list` shows it: what stands before the dot of the key")
    .addHelpText("after", "\nExample:\n  $ npm run perennial -- keys revoke k_pX1tQ0a8Yw2K")
    .action(async (keyId: string, _options: object, command: Command) => {
      const { json, ...choice } = globalOptions(command);
      const deployment = await open(choice);
      const key = await deployment.keys().revoke(keyId, await deployment.now());
      print(json ? jsonText(shown(key)) : `${key.keyId} (${key.label}) is revoked since ${key.revokedAt}`);
    });
}

/** `perennial keys`: who may call the API. */
export function keysCommand(context: CommandContext): Command {
  return new Command("keys")
    .description("make, list and revoke the keys of channels and people")
    .addCommand(make(context))
    .addCommand(list(context))
    .addCommand(revoke(context));
}
