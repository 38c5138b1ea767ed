/** An authorizer's identity sources come in as a REST API's template writes them, the names of known variables come out; pure. */
import { isKnownVariable } from './variables.ts';

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
