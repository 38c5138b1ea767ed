/** What the caller of a tool has to change before it can do anything. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
