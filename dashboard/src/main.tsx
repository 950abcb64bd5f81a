import './usable-language.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { ErrorBoundary } from './components/error-boundary.tsx';
import { takeTokenFromAddress } from './session/token.ts';
import './styles/index.css';

takeTokenFromAddress();
// A link with a token that is followed in a tab that is open already changes the hash only.
addEventListener('hashchange', () => {
  if (takeTokenFromAddress()) location.reload();
});
const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no #root');
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <App />
    </ErrorBoundary>
  </StrictMode>,
);
