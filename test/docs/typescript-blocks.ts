/**
 * A TypeScript block of the docs comes in, a module that the compiler can check goes out; pure.
 *
 * A block with an `export` is a module as it stands. Any other is what stands in the constructor of one's own stack: `this` is a Stack,
 * and {@link PREAMBLE} declares what one's app has around it. Imports always count as written.
 */
import type { CodeBlock } from './pages.ts';

/** What a block may use without importing or declaring it. */
export const PREAMBLE = `
import type { Stack } from 'aws-cdk-lib';
import type { Integration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { HttpApi, HttpRouteIntegration, WebSocketApi, WebSocketRouteIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { JwtAuthorizer as Construct } from 'jwt-authorizer';

declare global {
  /** Where a page shows the construct alone, its import has been seen. */
  const JwtAuthorizer: typeof Construct;
  type JwtAuthorizer = Construct;
  /** The construct, where a page goes on with the one that it showed before. */
  const jwtAuthorizer: Construct;
  /** The app's own. */
  const restApi: RestApi;
  const httpApi: HttpApi;
  const webSocketApi: WebSocketApi;
  const graphqlApi: GraphqlApi;
  const integration: Integration & HttpRouteIntegration & WebSocketRouteIntegration;
  const topic: ITopic;
  const stack: Stack;
}
`;

export interface Module {
  readonly source: string;
  /** The source's line 1 is this line of the page. */
  readonly lineOf: (line: number) => number;
}

export function toModule({ text, line }: CodeBlock): Module {
  if (/^export /m.test(text)) return { source: text, lineOf: (own) => line + own - 1 };
  const lines = text.split('\n');
  const ends = lines.map((content, index) => (/^import [^;]*;$|^\} from '[^']+';$/.test(content) ? index + 1 : 0));
  const imports = Math.max(0, ...ends);
  const source = [
    ...lines.slice(0, imports),
    "import type { Stack as SurroundingStack } from 'aws-cdk-lib';",
    'export async function constructor_(this: SurroundingStack) {',
    ...lines.slice(imports),
    '}',
  ].join('\n');
  return { source, lineOf: (own) => line + own - 1 - (own > imports ? 2 : 0) };
}
