import { OVERVIEW_PATH } from '../router.ts';
import { useSession } from '../session/session.ts';
import { Icon } from './icon.tsx';
import { Link } from './link.tsx';

export function TopBar() {
  const { signOut } = useSession();
  return (
    <header className="top">
      <nav aria-label="Main">
        <Link to={OVERVIEW_PATH} className="brand">
          <Icon shape="logo" />
          tidegate
        </Link>
      </nav>
      <button type="button" className="button quiet-button" onClick={() => signOut()}>
        Sign out
      </button>
    </header>
  );
}
