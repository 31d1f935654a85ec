/** Above the picture: work under way, a file that is gone, and what became of a request. */
import type { JSX } from 'preact';
import type { BusyMessage } from '../src/protocol/session';
import { Button } from './button';
import type { Session } from './state';
import { plural } from './words';

interface Props {
  readonly session: Session;
  /** A picture stands below. */
  readonly kept: boolean;
  readonly ask: (what: 'cancel' | 'resume') => void;
}

function Busy({ busy, kept, ask }: { busy: BusyMessage } & Omit<Props, 'session'>): JSX.Element {
  const what = busy.pgmaps === null ? 'a large file' : plural(busy.pgmaps, 'pgmap');
  if (busy.state === 'cancelled')
    return (
      <div class="banner busy" role="status">
        <span>Not laid out: it was cancelled.{kept && ' This is the last picture.'}</span>
        <Button label="Lay the file out" run={() => ask('resume')}>
          Lay out
        </Button>
      </div>
    );
  return (
    <div class="banner busy working" role="status">
      <div class="progress" role="progressbar" aria-label={`Laying out ${what}`} />
      <span>Laying out {what}…</span>
      <Button label="Cancel, and keep the last picture" run={() => ask('cancel')}>
        Cancel
      </Button>
    </div>
  );
}

export const SessionBanners = ({ session: { busy, gone, said }, kept, ask }: Props): JSX.Element => (
  <>
    {gone && (
      <div class="banner gone" role="status">
        <b>{gone.message}</b>
        {kept && <span class="quiet"> Below is the last that was seen of it.</span>}
      </div>
    )}
    <div class="notices">
      <p class={said === '' ? 'unseen' : 'banner said'} role="status">
        {said}
      </p>
      {busy && <Busy busy={busy} kept={kept} ask={ask} />}
    </div>
  </>
);
