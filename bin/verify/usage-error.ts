/** What the caller of the command has to change before anything can be checked. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
