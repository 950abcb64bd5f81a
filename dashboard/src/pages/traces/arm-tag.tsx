import type { Trace } from '../../api/types.ts';

/** Which arm made a call. */
export function ArmTag({ arm, version }: { readonly arm: Trace['arm']; readonly version: number }) {
  return (
    <span className={`arm-tag arm-tag-${arm}`}>
      {arm} v{version}
    </span>
  );
}
