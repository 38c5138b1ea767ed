/** A template and a type come in, its one resource of the type comes out, or a named refusal; pure. */
import type { Template, TemplateResource } from './template.ts';

/** One API a template and one stage an API: several could share a path, and it would not be plain which one answers. */
export function onlyOne(template: Template, type: string, refusals: string[]): TemplateResource | undefined {
  const found = template.ofType(type);
  const [first] = found;
  if (first && found.length === 1) return first;
  const names = found.map(({ logicalId }) => logicalId).join(', ') || 'none';
  refusals.push(`${type}: found ${names}, expected exactly one in the template`);
  return undefined;
}
