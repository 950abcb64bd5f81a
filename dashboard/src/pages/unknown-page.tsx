import { Link } from '../components/link.tsx';
import { OVERVIEW_PATH } from '../router.ts';

export function UnknownPage({ path }: { readonly path: string }) {
  return (
    <div className="empty">
      <h1>There is no page {path}</h1>
      <p>
        <Link to={OVERVIEW_PATH}>Go to the overview</Link>
      </p>
    </div>
  );
}
