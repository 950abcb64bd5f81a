import { AUDIT_PATH, BUDGETS_PATH, OVERVIEW_PATH, TRACES_PATH, usePath } from '../router.ts';
import { useSession } from '../session/session.ts';
import { Icon } from './icon.tsx';
import { Link } from './link.tsx';

const PAGES = [
  { name: 'Routes', path: OVERVIEW_PATH, under: ['/routes/', '/releases/', '/start'] },
  { name: 'Traces', path: TRACES_PATH, under: ['/traces/'] },
  { name: 'Budgets', path: BUDGETS_PATH, under: [] },
  { name: 'Audit', path: AUDIT_PATH, under: [] },
] as const;

export function TopBar() {
  const { caller, signOut } = useSession();
  const path = usePath();
  return (
    <header className="top">
      <nav aria-label="Main">
        <Link to={OVERVIEW_PATH} className="brand">
          <Icon shape="logo" />
          <span className="brand-name">tidegate</span>
        </Link>
        <ul className="pages">
          {PAGES.map(({ name, path: to, under }) => (
            <li key={to}>
              <Link to={to} current={path === to || under.some((start) => path.startsWith(start))}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {caller && (
        <p className="caller">
          <span className="caller-name">{caller.name}</span>
          {caller.name !== caller.role && <span className="caller-role">{caller.role}</span>}
        </p>
      )}
      <button type="button" className="button quiet-button" onClick={() => signOut()}>
        Sign out
      </button>
    </header>
  );
}
