/** An authorizer's answer comes in; throws where it allows nothing, since a bench of refusals would measure something else; pure. */

export function assertAllows(answer: unknown): void {
  const text = JSON.stringify(answer);
  if (!text.includes('"Effect":"Allow"') && !text.includes('"isAuthorized":true')) {
    throw new Error(`expected an answer that allows, received ${text}`);
  }
}
