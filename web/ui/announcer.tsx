/** A live region: what happened, said to those who do not see it. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

const AnnounceContext = createContext<(text: string) => void>(() => {});

export const AnnounceProvider = AnnounceContext.Provider;

/** @returns what has a screen reader say a text */
export function useAnnounce(): (text: string) => void {
  return useContext(AnnounceContext);
}

export function LiveRegion({ text }: { text: string }) {
  return (
    <div class="visually-hidden" role="status">
      {text}
    </div>
  );
}
