/** What was gathered before anything is judged: the nouns that every check reads. Types only. */
import type { AuthorizerConfig, AuthorizerConfigInput, IssuerConfig } from '../../lambda/authorizer/config.ts';
import type { ProfileName } from '../../lambda/authorizer/profiles.ts';
import type { ApiRoute, GuardedApi } from '../../lib/api-routes.ts';
import type { AuthorizerFacts } from '../configuration/see-authorizers.ts';

export interface Facts {
  /** With every default filled in. */
  readonly config: AuthorizerConfig;
  /** As it was written. */
  readonly written: AuthorizerConfigInput;
  readonly issuers: readonly IssuerFacts[];
  /** Every authorizer that calls the function; the one that the options describe; none where the kind of API is not known. */
  readonly authorizers: readonly AuthorizerFacts[];
  /** Names and values of the function's environment, in bytes; undefined where they cannot be read. */
  readonly environmentBytes?: number;
  /** What only a template says. */
  readonly template?: TemplateFacts;
  /** How long the issuers' access tokens live, where that was given. */
  readonly tokenLifetimeSeconds?: number;
}

export interface IssuerFacts {
  /** `issuers[0]` */
  readonly path: string;
  readonly config: IssuerConfig;
  readonly profile: ProfileName;
  /** Keys that were written, not filled in. */
  readonly written: ReadonlySet<string>;
  /** What the network said; undefined offline. */
  readonly sight?: IssuerSight;
}

export interface IssuerSight {
  /** What the authorizer's own way of loading keys came to; absent where it loads none. */
  readonly keys?: Loaded;
  /** The issuer's metadata, whether or not keys are found through it. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** The JWKS that the metadata names. */
  readonly announcedKeys: Loaded;
}

/** A document, or in words why there is none. */
export type Loaded = { readonly document: unknown; readonly problem?: string } | { readonly problem: string };

export interface TemplateFacts {
  readonly apis: readonly ApiFacts[];
  readonly function?: FunctionFacts;
}

export interface FunctionFacts {
  /** `AWS::Lambda::Function Authorizer1234` */
  readonly where: string;
  readonly timeoutSeconds: number;
  /** By the names of the environment's variables: whether the value stands in the template, or what refers to it. Never the value. */
  readonly environment: ReadonlyMap<string, 'text' | 'reference'>;
}

/** An API of which one route or more uses the authorizer. */
export interface ApiFacts extends GuardedApi {
  /** `AWS::ApiGateway::RestApi Api1234` */
  readonly where: string;
  readonly routes: readonly RouteFacts[];
  /** Whether the function goes by the route's name; else by the request's method and path. */
  readonly isByName: boolean;
  /** Whether answers are kept for later requests. */
  readonly isKept: boolean;
  /** Whether it answers a browser's preflight by itself. */
  readonly answersPreflight: boolean;
  /** REST APIs: gateway responses, and whether each has an `Access-Control-Allow-Origin`. */
  readonly corsByResponse: ReadonlyMap<string, boolean>;
}

export interface RouteFacts extends ApiRoute {
  /** Whether nothing guards it: neither this authorizer, nor another, nor IAM. */
  readonly isOpen: boolean;
}
