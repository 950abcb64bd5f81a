/* Strong ETags are the number of a state: what is edited answers with it, and takes it back as If-Match. */

export const etagOf = (revision: number): string => `"${revision}"`;

/** The revisions that an `If-Match` names; `undefined` where any will do. A weak ETag, or a stranger's, names none. */
export function revisionsOf(ifMatch: string | undefined): readonly number[] | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  return ifMatch.split(',').flatMap((part) => {
    const revision = /^"(\d{1,15})"$/.exec(part.trim())?.[1];
    return revision === undefined ? [] : [Number(revision)];
  });
}
