/* The name that steering calls are recorded under, remembered on this device. The token says what may be done, not who does it. */

const KEY = 'tidegate.name';

export function readName(): string {
  return localStorage.getItem(KEY) ?? '';
}

export function rememberName(name: string): void {
  localStorage.setItem(KEY, name);
}
