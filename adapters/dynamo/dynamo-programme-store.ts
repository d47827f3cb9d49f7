import { BatchGetItemCommand, GetItemCommand, QueryCommand, type TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { type Journey, Programme } from "../../core/programme/programme.ts";
import {
  ProgrammeMissingError,
  type ProgrammeStore,
  type Saved,
  type SaveOutcome,
} from "../../core/programme/programme-store.ts";
import { sameDocument } from "../../core/programme/same-document.ts";
import { dynamo, type Item, marshal, unmarshal } from "./client.ts";
import { transact } from "./conditional-write.ts";

const CURRENT = "CURRENT";
const PROGRAMME = "PROGRAMME";
const JOURNEYS = "JOURNEYS";
const journeyKey = (id: string): string => `JOURNEY#${id}`;
const versionKey = (version: number): string => `V#${String(version).padStart(6, "0")}`;

/** How often a save is tried when somebody else's is under way at the same moment. */
const SAVE_TRIES = 4;

/** Others were saving each time that we tried. */
export class ProgrammeBusyError extends Error {
  override readonly name = "ProgrammeBusyError";
  constructor(table: string) {
    super(`${table}: others were saving in ${SAVE_TRIES} tries`);
  }
}

/** A version that is to be put in force. */
interface NewVersion {
  pk: string;
  version: number;
  value: unknown;
}

const isVersion = (version: number) => ({
  ConditionExpression: "#version = :version",
  ExpressionAttributeNames: { "#version": "version" },
  ExpressionAttributeValues: marshal({ ":version": version }),
});

/** What the store keeps could not be read whole: the table is too busy. */
export class ProgrammeUnreadError extends Error {
  override readonly name = "ProgrammeUnreadError";
  constructor(table: string) {
    super(`${table}: not all journeys could be read in five tries`);
  }
}

const savedOf = <T>(item: Item): Saved<T> => {
  const { version, value, savedAt, savedBy } = unmarshal<Saved<T>>(item);
  return { version, value, savedAt, savedBy };
};

/** A programme as it is read today: one that was saved before a part of it was thought of has that part's defaults. */
const ofToday = ({ value, ...saved }: Saved<unknown>): Saved<Programme> => ({
  ...saved,
  value: Programme.parse(value),
});

/**
 * Programme and journeys in the Programme table. What is in force and its version are written in one transaction, on
 * condition of the version that was there, so that two who save at once can't both win and no version is overwritten.
 */
export function dynamoProgrammeStore(table: string): ProgrammeStore {
  async function read<T>(pk: string, sk: string): Promise<Saved<T> | undefined> {
    const { Item } = await dynamo.send(
      new GetItemCommand({ TableName: table, Key: marshal({ pk, sk }), ConsistentRead: true }),
    );
    return Item && savedOf<T>(Item);
  }

  async function versions<T>(pk: string, limit: number): Promise<Saved<T>[]> {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :v)",
        ExpressionAttributeValues: marshal({ ":pk": pk, ":v": "V#" }),
        ScanIndexForward: false,
        Limit: limit,
        ConsistentRead: true,
      }),
    );
    return Items.map((item) => savedOf<T>(item));
  }

  /** What puts a version in force: the current one on condition of the one before, and its place in the history. */
  function putsOf({ pk, version, value }: NewVersion, by: string, at: string): TransactWriteItem[] {
    const saved = { pk, version, value, savedAt: at, savedBy: by };
    const isNew = { ConditionExpression: "attribute_not_exists(pk)" };
    const current = { Item: marshal({ ...saved, sk: CURRENT }), ...(version === 1 ? isNew : isVersion(version - 1)) };
    const kept = { Item: marshal({ ...saved, sk: versionKey(version) }), ...isNew };
    const listed = { Item: marshal({ pk: JOURNEYS, sk: pk.slice(journeyKey("").length) }) };
    const puts = pk === PROGRAMME || version > 1 ? [current, kept] : [current, kept, listed];
    return puts.map((put) => ({ Put: { TableName: table, ...put } }));
  }

  const stillHolds = (pk: string, version: number): TransactWriteItem => ({
    ConditionCheck: { TableName: table, Key: marshal({ pk, sk: CURRENT }), ...isVersion(version) },
  });

  async function save<T>(pk: string, value: T, expected: number, by: string, at: string): Promise<SaveOutcome> {
    const version = expected + 1;
    for (let attempt = 1; attempt <= SAVE_TRIES; attempt += 1) {
      const before = await read<T>(pk, CURRENT);
      const inForce = before?.version ?? 0;
      // Also how a transaction that the SDK sent twice is told: what is in force is ours.
      if (before && sameDocument(before.value, value)) return { kind: "unchanged", version: inForce };
      if (inForce !== expected) return { kind: "changed-meanwhile", version: inForce };
      if ((await transact(putsOf({ pk, version, value }, by, at))) === undefined) return { kind: "saved", version };
    }
    throw new ProgrammeBusyError(table);
  }

  async function journeyIds(): Promise<string[]> {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: marshal({ ":pk": JOURNEYS }),
        ConsistentRead: true,
      }),
    );
    return Items.map((item) => unmarshal<{ sk: string }>(item).sk);
  }

  /** One page of at most 100 items; what a busy table leaves out is asked for again. */
  async function readMany(ids: readonly string[]): Promise<Saved<Journey>[]> {
    const found: Saved<Journey>[] = [];
    let keys = ids.map((id) => marshal({ pk: journeyKey(id), sk: CURRENT }));
    for (let attempt = 0; keys.length > 0; attempt += 1) {
      if (attempt === 5) throw new ProgrammeUnreadError(table);
      const answer = await dynamo.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
      );
      found.push(...(answer.Responses?.[table] ?? []).map((item) => savedOf<Journey>(item)));
      keys = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    }
    return found;
  }

  return {
    async programme() {
      const saved = await read<unknown>(PROGRAMME, CURRENT);
      if (!saved) throw new ProgrammeMissingError();
      return ofToday(saved);
    },
    async programmeAt(version) {
      const saved = await read<unknown>(PROGRAMME, versionKey(version));
      return saved && ofToday(saved);
    },
    programmeVersions: async (limit) => (await versions<unknown>(PROGRAMME, limit)).map(ofToday),
    saveProgramme: (programme, expected, by, at) => save(PROGRAMME, programme, expected, by, at),
    async journeys() {
      const ids = await journeyIds();
      const found: Saved<Journey>[] = [];
      for (let at = 0; at < ids.length; at += 100) found.push(...(await readMany(ids.slice(at, at + 100))));
      return found.sort((a, b) => (a.value.id < b.value.id ? -1 : 1));
    },
    journey: (id) => read<Journey>(journeyKey(id), CURRENT),
    journeyAt: (id, version) => read<Journey>(journeyKey(id), versionKey(version)),
    journeyVersions: (id, limit) => versions<Journey>(journeyKey(id), limit),
    saveJourney: (journey, expected, by, at) => save(journeyKey(journey.id), journey, expected, by, at),
    async saveTogether({ programme, journeys, held }, by, at) {
      const changes = [
        ...(programme ? [{ pk: PROGRAMME, version: programme.expected + 1, value: programme.value }] : []),
        ...journeys.map(({ value, expected }) => ({ pk: journeyKey(value.id), version: expected + 1, value })),
      ];
      const checks = [
        ...(held.programme === undefined ? [] : [stillHolds(PROGRAMME, held.programme)]),
        ...held.journeys.map(({ id, version }) => stillHolds(journeyKey(id), version)),
      ];
      if (changes.length === 0) return { kind: "saved" };
      const failed = await transact([...changes.flatMap((change) => putsOf(change, by, at)), ...checks]);
      return { kind: failed === undefined ? "saved" : "changed-meanwhile" };
    },
  };
}
