import { join } from 'node:path';
import express, { Router } from 'express';

/** The dashboard: its built files, whose names carry a hash, and its page at every other path that a browser asks for. */
export function servePage(folder: string): Router {
  const router = Router();
  router.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }));
  router.use(express.static(folder, { index: false, maxAge: 0, dotfiles: 'ignore' }));
  router.get('/{*path}', (request, response, next) => {
    if (request.accepts(['json', 'html']) !== 'html') {
      next();
      return;
    }
    response.set('cache-control', 'no-cache').sendFile('index.html', { root: folder });
  });
  return router;
}
