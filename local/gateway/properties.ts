/** A resource and a valibot schema of all that is emulated of it come in, typed properties or a list of named refusals come out; pure. */
import * as v from 'valibot';
import type { TemplateResource } from './template.ts';

/** A property that has no bearing on how the API answers locally. */
export const ignored = v.optional(v.unknown());

/** Raised at start: everything the template asks for that the local gateway does not emulate, one line each. */
export class NotEmulatedError extends Error {
  override readonly name = 'NotEmulatedError';
  readonly refusals: readonly string[];

  constructor(file: string, refusals: readonly string[]) {
    // A part that several others use is found amiss by each of them.
    const distinct = [...new Set(refusals)];
    super(
      `${file} asks for what the local gateway does not emulate. Change these in the stack, or run it in AWS:\n` +
        distinct.map((one) => `- ${one}`).join('\n'),
    );
    this.refusals = distinct;
  }
}

/**
 * Reads a resource's properties by a strict schema: a property the schema does not know is refused by name, never ignored.
 *
 * @returns undefined when there is something to refuse; each refusal is appended to `refusals`
 */
export function readProperties<Schema extends v.GenericSchema>(
  resource: TemplateResource,
  schema: Schema,
  refusals: string[],
): v.InferOutput<Schema> | undefined {
  const where = `${resource.type} ${resource.logicalId}`;
  try {
    const result = v.safeParse(schema, resource.properties);
    if (result.success) return result.output;
    refusals.push(...result.issues.map((issue) => `${where}: ${describe(issue)}`));
  } catch (error) {
    refusals.push((error as Error).message);
  }
  return undefined;
}

function describe(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'the properties';
  if (issue.type === 'strict_object' && issue.expected === 'never') return `${path} is not emulated`;
  if (issue.expected === null) return `${path}: ${issue.message}`;
  return `${path} is ${issue.received}, expected ${issue.expected}`;
}
