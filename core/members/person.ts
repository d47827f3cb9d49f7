/** What the vault keeps of a person, and nothing else does. */
export const PERSONAL_FIELDS = [
  "givenName",
  "familyName",
  "birthday",
  "phone",
  "email",
  "customerId",
  "unionId",
] as const;
export type PersonalField = (typeof PERSONAL_FIELDS)[number];
export type PersonalFields = Partial<Record<PersonalField, string>>;

/** One member's personal data. Phone is E.164, e-mail lower case, birthday 'YYYY-MM-DD'. */
export interface Person {
  memberId: string;
  fields: PersonalFields;
  /** By field, when what set it occurred (UTC, milliseconds). */
  setAt: Partial<Record<PersonalField, string>>;
  /** Random and the person's own: what is derived with it dies with it. */
  salt: string;
  /** 0 while it was never stored. */
  version: number;
}

/**
 * The person after an event that named `said` at `occurredAt`. Each field keeps what occurred last, and of two values
 * said at the same moment the greater text: so any order of arrival, and any number of repeats, gives the same.
 * Answers the same object when nothing moved. The version is the store's to raise.
 */
export function withPersonalFields(person: Person, said: PersonalFields, occurredAt: string): Person {
  const moved = PERSONAL_FIELDS.filter((field) => {
    const value = said[field];
    if (value === undefined) return false;
    const setAt = person.setAt[field];
    if (setAt === undefined || occurredAt > setAt) return true;
    return occurredAt === setAt && value > (person.fields[field] ?? "");
  });
  if (moved.length === 0) return person;
  return {
    ...person,
    fields: { ...person.fields, ...Object.fromEntries(moved.map((field) => [field, said[field]])) },
    setAt: { ...person.setAt, ...Object.fromEntries(moved.map((field) => [field, occurredAt])) },
  };
}
