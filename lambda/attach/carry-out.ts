/** Steps come in and are taken one after the other; all of them are, or all that were taken are undone and the error says what happened. */
import { CLOSED, describe, isSame, listed } from './authorization.ts';
import type { Note, Step } from './plan.ts';
import type { RoutesApi } from './routes-api.ts';

export interface Apis {
  /** For the steps; gives up early enough for undoing them. */
  readonly forward: RoutesApi;
  readonly undo: RoutesApi;
}

/** With the stack trace that the framework adds it has to fit into the 4 KB that CloudFormation takes. */
const MESSAGE_CHARACTERS = 2_000;

/** Thrown where the steps could not be taken; names the route that failed, and every route that could not be put back. */
export class AttachmentError extends Error {
  override readonly name = 'AttachmentError';

  constructor(
    message: string,
    /** Whether every route has again what it had before the first step. */
    readonly isUndone: boolean,
    cause: unknown,
  ) {
    super(message.slice(0, MESSAGE_CHARACTERS), { cause });
  }
}

/**
 * @param commit what makes the steps last; where it fails they are undone as well
 * @returns what people should know about what came out otherwise than planned
 * @throws AttachmentError
 */
export async function carryOut(
  steps: readonly Step[],
  { forward, undo }: Apis,
  commit: () => Promise<unknown>,
): Promise<Note[]> {
  const notes: Note[] = [];
  const begun: Step[] = [];
  let doing = '';
  try {
    for (const step of steps) {
      doing = `${JSON.stringify(step.key)} could not be given ${describe(step.to)}`;
      begun.unshift(step);
      notes.push(...(await take(step, forward)));
    }
    doing = 'what the routes had before could not be recorded';
    await commit();
    return notes;
  } catch (error) {
    const undone = await undoSteps(begun, undo);
    throw new AttachmentError(`${doing}: ${reason(error)}. ${outcomeOf(undone)}`, isWhole(undone), error);
  }
}

/** By route, what kept it from having again what it had before. */
interface Undone {
  /** Still with what the steps gave them, for this reason. */
  readonly stuck: { readonly key: string; readonly text: string }[];
  /** With this, which neither the steps nor what was before gave them. */
  readonly strange: { readonly key: string; readonly text: string }[];
}

async function undoSteps(begun: readonly Step[], api: RoutesApi): Promise<Undone> {
  const undone: Undone = { stuck: [], strange: [] };
  for (const step of begun) {
    const { key } = step;
    try {
      const text = await putBack(step, api);
      if (text !== undefined) undone.strange.push({ key, text });
    } catch (error) {
      undone.stuck.push({ key, text: reason(error) });
    }
  }
  return undone;
}

function isWhole({ stuck, strange }: Undone): boolean {
  return stuck.length + strange.length === 0;
}

function outcomeOf({ stuck, strange }: Undone): string {
  const sentences = [];
  if (stuck.length > 0) {
    const keys = listed(stuck.map(({ key }) => key));
    sentences.push(`${keys} could not be put back (${stuck[0]?.text}): set by hand what the log says`);
  }
  if (strange.length > 0) {
    const keys = listed(strange.map(({ key }) => key));
    sentences.push(`${keys}: changed by somebody else meanwhile (${strange[0]?.text}), and left so`);
  }
  if (stuck.length === 0) {
    sentences.push(`Every ${strange.length > 0 ? 'other ' : ''}route has again what it had before: deploy again`);
  }
  return sentences.join('. ');
}

async function take(step: Step, api: RoutesApi): Promise<Note[]> {
  const { routeId, key, from, to, isRestoration } = step;
  const route = await api.get(routeId);
  if (route === undefined) {
    if (isRestoration) return [{ key, text: 'it was deleted meanwhile' }];
    throw new Error('somebody else deleted it meanwhile');
  }
  if (!isSame(route.authorization, from)) {
    throw new Error(
      `somebody else changed it meanwhile: it had ${describe(from)} and has ${describe(route.authorization)}`,
    );
  }
  try {
    await api.set(route, to);
    return [];
  } catch (error) {
    if (!isRestoration || !REFUSALS.has((error as Error).name)) throw error;
    await api.set(route, CLOSED);
    const text = `${describe(to)} could not be put back (${reason(error)}); it is left closed (AWS_IAM)`;
    return [{ key, text, isLeftClosed: true }];
  }
}

/** API Gateway's names for an authorizer that does not exist any more. */
const REFUSALS: ReadonlySet<string> = new Set(['BadRequestException', 'NotFoundException']);

/**
 * The last step may have happened although its answer never came, so what counts is what the route has.
 *
 * @returns undefined where the route has again, or still, what it had before; else what it has
 */
async function putBack({ routeId, from, to, isRestoration }: Step, api: RoutesApi): Promise<string | undefined> {
  const route = await api.get(routeId);
  if (route === undefined) return 'deleted';
  if (isSame(route.authorization, from)) return undefined;
  const outcomes = isRestoration ? [to, CLOSED] : [to];
  if (!outcomes.some((outcome) => isSame(route.authorization, outcome))) return describe(route.authorization);
  await api.set(route, from);
  return undefined;
}

function reason(error: unknown): string {
  const { name, message } = error as Error;
  return name === 'Error' ? message : `${name}: ${message}`;
}
