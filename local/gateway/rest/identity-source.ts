/** An authorizer's identity sources come in as the template writes them, their values in a request come out; pure. */
import { isKnownVariable, type Variables, variableValue } from './variables.ts';

/** Names of variables; for a TOKEN authorizer exactly one, a request header. */
export type IdentitySources = readonly string[];

/** Undefined when one of the comma-separated sources is not emulated. */
export function parseIdentitySources(text: string): IdentitySources | undefined {
  const sources = text
    .split(',')
    .map((source) => source.trim())
    .filter((source) => source !== '');
  return sources.every(isKnownVariable) ? sources : undefined;
}

/** The value of each source, or undefined when one is missing or empty. */
export function readIdentity(sources: IdentitySources, variables: Variables): readonly string[] | undefined {
  const values = sources.map((source) => variableValue(source, variables) ?? '');
  return values.every((value) => value !== '') ? values : undefined;
}
