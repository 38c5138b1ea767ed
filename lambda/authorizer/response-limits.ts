/** API Gateway's limits on what an authorizer answers: a size comes in, and where it is too much, the fault that says so is thrown; pure. */
import { AuthorizerFault } from './road.ts';

/** The whole answer as JSON, in bytes of UTF-8. */
export const MAXIMUM_ANSWER_BYTES = 8_192;

/** One resource of a policy, in characters. */
export const MAXIMUM_RESOURCE_CHARACTERS = 512;

/**
 * @param remedy what makes this kind of answer shorter
 * @throws AuthorizerFault `configuration_invalid`
 */
export function checkAnswerBytes(bytes: number, remedy: string): void {
  if (bytes <= MAXIMUM_ANSWER_BYTES) return;
  throw new AuthorizerFault(
    'configuration_invalid',
    `the answer has ${bytes} bytes, API Gateway takes ${MAXIMUM_ANSWER_BYTES}; ${remedy}`,
  );
}

/** @throws AuthorizerFault `configuration_invalid` */
export function checkResourceCharacters(characters: number): void {
  if (characters <= MAXIMUM_RESOURCE_CHARACTERS) return;
  throw new AuthorizerFault(
    'configuration_invalid',
    `a policy resource has ${characters} characters, API Gateway takes ${MAXIMUM_RESOURCE_CHARACTERS}; shorten the route's path`,
  );
}
