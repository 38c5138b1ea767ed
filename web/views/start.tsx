/** The pages before there is an app: while it starts, and when it cannot. */
import { Brand } from '../ui/brand.tsx';

export function Starting() {
  return (
    <div class="start" aria-busy="true">
      <Brand />
      <p class="appear-late" role="status">
        One moment …
      </p>
    </div>
  );
}

export function FailedStart({ message, retry }: { message: string; retry: () => void }) {
  return (
    <main class="start">
      <Brand />
      <h1>The app could not start</h1>
      <p>{message}</p>
      <button type="button" class="button" onClick={retry}>
        Try again
      </button>
    </main>
  );
}
