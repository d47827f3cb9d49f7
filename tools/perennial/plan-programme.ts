import type { ProblemItem } from "../../core/contract/problem.ts";
import { schemaProblems } from "../../core/contract/schema-problems.ts";
import { programmeProblems } from "../../core/programme/check-programme.ts";
import { Journey, Programme } from "../../core/programme/programme.ts";
import {
  type ProgrammeChanges,
  ProgrammeMissingError,
  type ProgrammeStore,
  type Saved,
} from "../../core/programme/programme-store.ts";
import { sameDocument } from "../../core/programme/same-document.ts";
import type { TemplateLanguage } from "../../core/programme/template-language.ts";
import { type Difference, differences } from "./document-diff.ts";
import type { ProgrammeFolder } from "./programme-folder.ts";

/** What a document would become. */
export interface PlannedChange {
  /** "programme", or "journey <id>". */
  what: string;
  fromVersion: number;
  toVersion: number;
  differences: Difference[];
}

/** What applying a folder comes to: everything that makes no sense, or the changes and how they are saved. */
export type ProgrammePlan =
  | { kind: "unsound"; problems: { file: string; items: ProblemItem[] }[] }
  | {
      kind: "sound";
      planned: PlannedChange[];
      changes: ProgrammeChanges;
      /** In force and not in the folder: they stay as they are. */
      untouched: string[];
    };

/** What is in force. */
export interface InForce {
  programme: Saved<Programme> | undefined;
  journeys: Saved<Journey>[];
}

/** Reads what is in force; no programme is no error for who brings the first one. */
export async function readInForce(store: ProgrammeStore): Promise<InForce> {
  const journeys = await store.journeys();
  try {
    return { programme: await store.programme(), journeys };
  } catch (error) {
    if (error instanceof ProgrammeMissingError) return { programme: undefined, journeys };
    throw error;
  }
}

const fileProblem = (file: string, items: ProblemItem[]) => ({ file, items });

/** Problems of journeys stand below `/journeys/<id>` of the programme's check: each is told at its own file. */
function byFile(problems: ProblemItem[], files: ReadonlyMap<string, string>) {
  const found = new Map<string, ProblemItem[]>();
  for (const item of problems) {
    const [, id, rest = ""] = /^\/journeys\/([^/]+)(\/.*)?$/.exec(item.pointer) ?? [];
    const file = id === undefined ? "programme.json" : (files.get(id) ?? `journey ${id} (in force)`);
    found.set(file, [...(found.get(file) ?? []), id === undefined ? item : { ...item, pointer: rest }]);
  }
  return [...found].map(([file, items]) => fileProblem(file, items));
}

/**
 * Checks a folder whole against what is in force, and plans what would change. Journeys that the folder doesn't have
 * stay, and are checked with the new programme too.
 */
export function planProgramme(folder: ProgrammeFolder, inForce: InForce, texts: TemplateLanguage): ProgrammePlan {
  const problems: { file: string; items: ProblemItem[] }[] = [];
  const sent = folder.programme === undefined ? undefined : Programme.safeParse(folder.programme);
  if (sent && !sent.success) problems.push(fileProblem("programme.json", schemaProblems(sent.error.issues)));
  const brought = folder.journeys.flatMap(({ file, id, document }) => {
    const parsed = Journey.safeParse(document);
    if (!parsed.success) problems.push(fileProblem(file, schemaProblems(parsed.error.issues)));
    else if (parsed.data.id !== id) {
      const message = `the file is named ${id}.json: one name for both`;
      problems.push(fileProblem(file, [{ pointer: "/id", code: "id-of-another", message }]));
    } else return [{ file, journey: parsed.data }];
    return [];
  });
  if (problems.length > 0) return { kind: "unsound", problems };

  const programme = sent?.data ?? inForce.programme?.value;
  if (!programme) {
    const message = "no programme is in force yet: the folder must bring programme.json";
    return { kind: "unsound", problems: [fileProblem("programme.json", [{ pointer: "", code: "missing", message }])] };
  }
  const broughtIds = new Set(brought.map(({ journey }) => journey.id));
  const staying = inForce.journeys.filter(({ value }) => !broughtIds.has(value.id));
  const journeys = [...brought.map(({ journey }) => journey), ...staying.map(({ value }) => value)];
  const unsound = programmeProblems(programme, { journeys, texts });
  if (unsound.length > 0) {
    return {
      kind: "unsound",
      problems: byFile(unsound, new Map(brought.map(({ file, journey }) => [journey.id, file]))),
    };
  }

  const changesProgramme = !sameDocument(programme, inForce.programme?.value);
  const versionOf = (id: string) => inForce.journeys.find(({ value }) => value.id === id);
  const changed = brought.filter(({ journey }) => !sameDocument(journey, versionOf(journey.id)?.value));
  const unchanged = inForce.journeys.filter(({ value }) => !changed.some(({ journey }) => journey.id === value.id));
  const programmeVersion = inForce.programme?.version ?? 0;
  const planOf = (what: string, before: Saved<unknown> | undefined, after: unknown): PlannedChange => ({
    what,
    fromVersion: before?.version ?? 0,
    toVersion: (before?.version ?? 0) + 1,
    differences: differences(before?.value ?? {}, after),
  });
  return {
    kind: "sound",
    untouched: staying.map(({ value }) => value.id),
    planned: [
      ...(changesProgramme ? [planOf("programme", inForce.programme, programme)] : []),
      ...changed.map(({ journey }) => planOf(`journey ${journey.id}`, versionOf(journey.id), journey)),
    ],
    changes: {
      ...(changesProgramme ? { programme: { value: programme, expected: programmeVersion } } : {}),
      journeys: changed.map(({ journey }) => ({ value: journey, expected: versionOf(journey.id)?.version ?? 0 })),
      held: {
        ...(changesProgramme ? {} : { programme: programmeVersion }),
        journeys: unchanged.map(({ value, version }) => ({ id: value.id, version })),
      },
    },
  };
}
