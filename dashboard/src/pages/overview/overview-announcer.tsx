import { useEffect, useRef, useState } from 'react';
import type { ReleaseSummary } from '../../api/types.ts';
import { Announcer } from '../../components/announcer.tsx';
import { stageAtWeight } from '../../format/stage.ts';
import { STATUS_WORDS } from '../../format/words.ts';

interface OverviewAnnouncerProps {
  readonly open: readonly ReleaseSummary[] | undefined;
  readonly ended: readonly ReleaseSummary[] | undefined;
}

/** Tells a screen reader which release changed its status or its step since the page was opened. */
export function OverviewAnnouncer({ open, ended }: OverviewAnnouncerProps) {
  const [told, setTold] = useState('');
  const known = useRef<ReadonlyMap<string, string> | undefined>(undefined);
  useEffect(() => {
    if (open === undefined || ended === undefined) return;
    const now = new Map([...ended, ...open].map((release) => [release.id, standingOf(release)]));
    const changes = [...now].filter(
      ([id, standing]) => known.current !== undefined && known.current.get(id) !== standing,
    );
    if (changes.length > 0) setTold(changes.map(([, standing]) => standing).join('. '));
    known.current = now;
  }, [open, ended]);
  return <Announcer text={told} />;
}

function standingOf({ route, status, stage, weight }: ReleaseSummary): string {
  return `${route}: ${STATUS_WORDS[status].word}, ${stageAtWeight(stage, weight)}`;
}
