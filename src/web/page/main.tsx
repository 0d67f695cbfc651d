import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ComparePage } from './compare-page.tsx';
import { exportedRun, exportedSource } from './exported-source.ts';
import { FleetPage } from './fleet-page.tsx';
import { RunListPage } from './run-list.tsx';
import { RunPage } from './run-page.tsx';
import { openSession, serverSource } from './server-source.ts';
import type { Source } from './source.ts';

const tokenKey = 'proofloop token';

/** Which page an address means. */
function Pages({ source }: { source: Source }) {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const onChange = () => setHash(location.hash);
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);
  const [hasFleet, setHasFleet] = useState(false);
  useEffect(() => {
    source.readFleet().then(
      (fleet) => setHasFleet(fleet !== null),
      // A database is named, and its page says why it can't be read.
      () => setHasFleet(true),
    );
  }, []);
  const [, page, ...names] = hash.split('/').map(decodeURIComponent);
  const [one, other] = names;
  return (
    <>
      <nav>
        <a href="#/">proofloop</a> {hasFleet && <a href="#/fleet">fleet</a>}
      </nav>
      <main>
        {page === 'run' && one !== undefined ? (
          <RunPage key={one} source={source} runId={one} />
        ) : page === 'compare' && one !== undefined && other !== undefined ? (
          <ComparePage source={source} ids={[one, other]} />
        ) : page === 'fleet' ? (
          <FleetPage source={source} />
        ) : (
          <RunListPage source={source} />
        )}
      </main>
    </>
  );
}

function Problem({ words }: { words: string }) {
  return (
    <main>
      <p class="problem" role="alert">
        {words}
      </p>
    </main>
  );
}

/** The secret of the address, taken out of it at once; a page that was loaded anew has it from before. */
function takeToken(): string | null {
  const given = /^#([A-Za-z0-9_-]{20,})$/.exec(location.hash)?.[1] ?? null;
  if (given !== null) {
    sessionStorage.setItem(tokenKey, given);
    history.replaceState(null, '', '#/');
  }
  return given ?? sessionStorage.getItem(tokenKey);
}

async function start(place: HTMLElement): Promise<void> {
  const exported = exportedRun();
  if (exported !== null) {
    render(
      <main>
        <RunPage source={exportedSource(exported)} runId={exported.facts.run_id} />
      </main>,
      place,
    );
    return;
  }
  const token = takeToken();
  if (token === null) {
    render(
      <Problem words="Open the whole address that proofloop ui has printed: its last part lets you in." />,
      place,
    );
  } else if (await openSession(token).catch(() => false)) {
    render(<Pages source={serverSource(token)} />, place);
  } else {
    render(
      <Problem words="This address is of an earlier proofloop ui: open the one that it printed last." />,
      place,
    );
  }
}

const place = document.getElementById('page');
if (place !== null) {
  place.textContent = '';
  void start(place);
}
