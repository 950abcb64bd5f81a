import { useEffect, useRef, useState } from 'react';
import type { Release } from '../../api/types.ts';
import { Announcer } from '../../components/announcer.tsx';
import { stageAtWeight } from '../../format/stage.ts';
import { STATUS_WORDS } from '../../format/words.ts';

/** Tells a screen reader when the release changes its status, its step or its verdict; not at every look. */
export function ReleaseAnnouncer({ release }: { readonly release: Release }) {
  const { status, stage, weight, verdict, reason } = release;
  const standing = `${status} ${stage} ${weight} ${verdict?.kind} ${verdict?.gate}`;
  const [told, setTold] = useState('');
  const known = useRef(standing);
  useEffect(() => {
    if (known.current === standing) return;
    known.current = standing;
    setTold(`${STATUS_WORDS[status].word}, ${stageAtWeight(stage, weight)}. ${verdict?.reason ?? reason}`);
  }, [standing, status, stage, weight, verdict, reason]);
  return <Announcer text={told} />;
}
