/** The environment and the edges to the world come in, the Lambda handler goes out: it walks the road, logs the decision, answers or throws. */
import { type Authorizer, authorize } from './authorize.ts';
import { describeProblems, parseConfig } from './config.ts';
import { createAuthorizer, type Edges } from './create-authorizer.ts';
import { createLog, type Verdict } from './log.ts';
import { AuthorizerFault, type Trace } from './road.ts';

export interface AuthorizerFunction {
  /** The handler of the Lambda function. */
  handler(event: unknown, context?: { readonly awsRequestId?: string }): Promise<unknown>;
  /**
   * Fetches every issuer's keys ahead of the first request; never fails. Over as soon as one issuer's keys are there, or none can be had: an issuer that is slow
   * or down must not keep the requests of the others waiting.
   */
  prefetch(): Promise<void>;
}

/** Reads the configuration once. Where it is invalid, every event is answered with the fault `configuration_invalid`. */
export function createAuthorizerFunction(edges: Edges): AuthorizerFunction {
  const log = createLog(edges.environment.AWS_LAMBDA_FUNCTION_NAME, edges.nowMs, edges.writeLine);
  const config = parseConfig(edges.environment.AUTHORIZER_CONFIG);
  const walk = config.ok
    ? roadFor(createAuthorizer(config.value, edges, log))
    : alwaysFaulty(describeProblems(config.error));

  return {
    async handler(event, context) {
      const startMs = edges.elapsedMs();
      const trace: Trace = { requestId: context?.awsRequestId };
      const note = (verdict: Verdict) => log.decision(verdict, trace, edges.elapsedMs() - startMs);

      const { decision, answer } = await walk.authorize(event, trace).catch((error) => {
        note({ outcome: 'fault', reason: error instanceof AuthorizerFault ? error.reason : 'unsupported_event' });
        throw error;
      });
      note(decision);
      if ('throws' in answer) throw withoutStack(new Error(answer.throws));
      return answer.returns;
    },
    prefetch: walk.prefetch,
  };
}

/** Lambda logs the stack of whatever is thrown; a rejected token has said all in its decision line. */
function withoutStack(error: Error): Error {
  error.stack = String(error);
  return error;
}

interface Walk {
  authorize(event: unknown, trace: Trace): ReturnType<typeof authorize>;
  prefetch(): Promise<void>;
}

function roadFor(authorizer: Authorizer): Walk {
  return {
    authorize: (event, trace) => authorize(event, authorizer, trace),
    async prefetch() {
      const ahead = [...authorizer.verifier.issuers.values()].flatMap(({ keySet }) => keySet.ahead ?? []);
      await Promise.any(ahead.map(({ prefetch }) => prefetch())).catch(() => {});
      for (const { release } of ahead) release();
    },
  };
}

function alwaysFaulty(problems: string): Walk {
  return {
    authorize: async () => {
      throw new AuthorizerFault('configuration_invalid', problems);
    },
    prefetch: async () => {},
  };
}
