/** A configuration, an event and the world come in, an explanation goes out: the road's own verdict, and what each of its checks found. */
import type { Authorizer } from '../../lambda/authorizer/authorize.ts';
import {
  type AuthorizerConfig,
  type AuthorizerConfigInput,
  describeProblems,
  parseConfig,
} from '../../lambda/authorizer/config.ts';
import { createAuthorizer } from '../../lambda/authorizer/create-authorizer.ts';
import { createLog } from '../../lambda/authorizer/log.ts';
import type { ProfileName } from '../../lambda/authorizer/profiles.ts';
import type { Answer } from '../../lambda/authorizer/response.ts';
import {
  AuthorizerFault,
  type EventKind,
  type JsonObject,
  type Outcome,
  type Reason,
  type Target,
  type UnverifiedJwt,
} from '../../lambda/authorizer/road.ts';
import { compileRoutes } from '../../lambda/authorizer/routes.ts';
import type { Check, Scene } from './check.ts';
import { CHECKS } from './checks/index.ts';
import { isFault, type Verdict, type Walk, walk } from './walk.ts';
import { type Fetched, type KeySources, type World, watchedEdges, withKnownAddresses } from './watched-edges.ts';

export interface Question {
  /** The text of `AUTHORIZER_CONFIG`. */
  readonly document: string;
  /** For messages. */
  readonly where: string;
  /** Called with a valid configuration: where the token stands is for it to say. */
  readonly ask: (config: AuthorizerConfig) => Asking;
  readonly keys: KeySources;
  /** Whether findings may show values of claims that could be personal. */
  readonly showClaims: boolean;
  /** The time that is judged by, in milliseconds since the epoch; time passes all the same while keys are fetched. */
  readonly atMs: number;
}

export interface Asking {
  readonly event: unknown;
  /** AppSync's `Type.field` that is asked for. */
  readonly field?: string;
  /** What else is to be said of it. */
  readonly note?: string;
}

export interface Explanation {
  readonly outcome: Outcome;
  /** Absent on allow. */
  readonly reason?: Reason;
  readonly checks: readonly Check[];
  /** Undefined where the event is of no kind, or was not made. */
  readonly kind?: EventKind;
  /** Undefined for AppSync, which asks for the whole API at once. */
  readonly target?: Target;
  /** Absent on a fault, which is thrown. */
  readonly answer?: Answer;
  /** The message of a fault. */
  readonly fault?: string;
  /** Of the issuer that the token names or probably means. */
  readonly profile: ProfileName;
  readonly isVerified: boolean;
  /** As the caller wrote them where `isVerified` is false. */
  readonly token?: Pick<UnverifiedJwt, 'header'> & { readonly claims: JsonObject };
  /** Undefined where it is invalid. */
  readonly config?: AuthorizerConfig;
}

export async function explain(question: Question, world: World): Promise<Explanation> {
  const { document, where, keys, ask, showClaims, atMs } = question;
  const parsed = parseConfig(document);
  if (!parsed.ok) return ofInvalid(where, describeProblems(parsed.error));

  const config = withKnownAddresses(parsed.value, keys);
  const fetched: Fetched[] = [];
  const authorizer = authorizerOf(config, question, world, fetched);
  const { event, field, note } = ask(config);
  const walked = await walk(event, authorizer);
  const profiles = profilesOf(document);
  const scene: Scene = {
    where,
    field,
    note,
    showClaims,
    config,
    table: compileRoutes(config.routes, config.unlistedRoutes),
    walk: walked,
    fetched,
    profiles,
    nowSeconds: atMs / 1000,
  };
  const checks = CHECKS.map(({ id, look }): Check => ({ id, ...look(scene) }));
  return { ...endOf(walked.verdict, checks), ...contextOf(walked, profiles), checks, config };
}

function authorizerOf(
  config: AuthorizerConfig,
  { keys, atMs }: Question,
  world: World,
  fetched: Fetched[],
): Authorizer {
  const edges = watchedEdges(world, keys, fetched);
  const authorizer = createAuthorizer(config, edges, createLog(undefined, edges.nowMs, edges.writeLine));
  return { ...authorizer, verifier: { ...authorizer.verifier, nowMs: () => atMs } };
}

/** As the function answers every event: it is known before there is one. */
function ofInvalid(where: string, problems: string): Explanation {
  const { reason, message } = new AuthorizerFault('configuration_invalid', problems);
  return {
    outcome: 'fault',
    reason,
    fault: message,
    checks: [{ id: 'configuration', result: 'failed', reason, finding: `${where}: ${problems}` }],
    profile: 'generic',
    isVerified: false,
  };
}

function endOf(
  verdict: Verdict,
  checks: readonly Check[],
): Pick<Explanation, 'outcome' | 'reason' | 'answer' | 'fault'> {
  if ('fault' in verdict) return { outcome: 'fault', reason: verdict.fault.reason, fault: verdict.fault.message };
  const { decision, answer } = verdict;
  if (decision.outcome !== 'allow') return { outcome: decision.outcome, reason: decision.reason, answer };
  // AppSync takes every good token, and is told which fields it does not open.
  const closed = checks.some(({ id, result }) => id === 'scopes' && result === 'failed');
  return closed ? { outcome: 'forbidden', reason: 'insufficient_scope', answer } : { outcome: 'allow', answer };
}

function contextOf(
  { request, jwt, issuer, signature }: Walk,
  profiles: ReadonlyMap<string, ProfileName>,
): Pick<Explanation, 'kind' | 'target' | 'profile' | 'isVerified' | 'token'> {
  const [only, ...others] = profiles.values();
  const meant = issuer?.trusted && profiles.get(issuer.trusted.config.issuer);
  return {
    ...(isFault(request) ? {} : { kind: request.kind, target: request.target }),
    profile: meant ?? (others.length === 0 ? only : undefined) ?? 'generic',
    isVerified: signature === 'verified',
    token: jwt?.ok ? { header: jwt.value.header, claims: jwt.value.claims } : undefined,
  };
}

/** A validated configuration has no profiles any more: they have become settings. */
function profilesOf(document: string): Map<string, ProfileName> {
  const { issuers } = JSON.parse(document) as AuthorizerConfigInput;
  return new Map(issuers.map(({ issuer, profile = 'generic' }) => [issuer, profile]));
}
