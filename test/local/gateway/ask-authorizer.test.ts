import * as v from 'valibot';
import { askAuthorizer } from '../../../local/gateway/ask-authorizer.ts';
import { createAuthorizerCache } from '../../../local/gateway/authorizer-cache.ts';

const authorizer = { id: 'Guard', functionId: 'Authorizer', resultTtlSeconds: 60 };
const question = { authorizer, identity: ['a'], event: {}, answer: v.string() };

it('stops waiting for a function that takes longer than API Gateway waits, and keeps nothing', async () => {
  const cache = createAuthorizerCache<string>(() => 0);
  const never = () => new Promise<never>(() => {});
  expect(await askAuthorizer(question, { cache, timeoutMs: 10, invoke: never })).toEqual({
    use: 'called',
    refusal: 'failed',
    explanation: 'authorizer Guard took longer than 10 ms',
  });
  const answers = async () => ({ ok: true, payload: 'yes' }) as const;
  expect(await askAuthorizer(question, { cache, timeoutMs: 1000, invoke: answers })).toMatchObject({
    use: 'called',
    answer: 'yes',
  });
});
