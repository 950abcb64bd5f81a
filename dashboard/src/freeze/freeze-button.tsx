import { useState } from 'react';
import { useMay } from '../session/session.ts';
import { FreezeDialog } from './freeze-dialog.tsx';

/** The way to a freeze, of one route or of all. */
export function FreezeButton({ route }: { readonly route?: string }) {
  const { allowed, why } = useMay('freeze');
  const [asked, setAsked] = useState(false);
  return (
    <>
      <button type="button" className="button" disabled={!allowed} title={why} onClick={() => setAsked(true)}>
        {route === undefined ? 'Freeze all…' : 'Freeze…'}
      </button>
      {asked && <FreezeDialog route={route} onClose={() => setAsked(false)} />}
    </>
  );
}
