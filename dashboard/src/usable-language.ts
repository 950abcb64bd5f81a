/*
 * Where the system's locale is POSIX, Chromium calls its language `en-US@posix`, which its own Intl refuses with an error:
 * the plots' library asks for it as it loads, and nobody would see a page. Imported before everything else.
 */
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en' });
}
