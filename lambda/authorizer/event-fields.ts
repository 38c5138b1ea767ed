/** Parts of an event of which nothing is known come in, parts of a known type go out: what is missing, null or of another type is empty; pure. */

export type Fields = Readonly<Record<string, unknown>>;

/** The members of an object; of anything else, none. */
export function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}

/** The texts of a value that is one text or several. */
export function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter(isText);
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}
