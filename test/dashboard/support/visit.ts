import { expect } from '@jest/globals';
import type { Browser, HTTPRequest, Page } from 'puppeteer-core';
import { waitFor } from '../../support/wait-for.ts';
import { TOKEN } from './running-dashboard.ts';

export interface VisitOptions {
  readonly scheme?: 'light' | 'dark';
  readonly width?: number;
  /** `null` visits without one. */
  readonly token?: string | null;
}

/** A page of the dashboard in a tab of its own. Whatever the browser complains of is kept, to be asked for at the end. */
export class Visit {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly requests: readonly HTTPRequest[];

  constructor(page: Page, complaints: readonly string[], requests: readonly HTTPRequest[]) {
    this.page = page;
    this.complaints = complaints;
    this.requests = requests;
  }

  /** What a person reads on the page, or in the part of it that the selector names. */
  async text(selector = 'body'): Promise<string> {
    return (await this.page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.innerText ?? ''`)) as string;
  }

  /** Waits until the part says each of the texts. */
  async sees(texts: string | readonly string[], selector = 'body'): Promise<void> {
    const wanted = typeof texts === 'string' ? [texts] : texts;
    let said = '';
    await waitFor(
      async () => {
        said = (await this.text(selector)).replaceAll(/\s+/g, ' ');
        return wanted.every((text) => said.includes(text));
      },
      { within: '10s', what: `"${wanted.join('", "')}" in ${selector}` },
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; it says: ${said.slice(0, 1_500)}`, { cause: error });
    });
  }

  /** Waits until nothing on the page matches the selector. */
  async seesNo(selector: string): Promise<void> {
    const count = `document.querySelectorAll(${JSON.stringify(selector)}).length`;
    await waitFor(async () => (await this.evaluate<number>(count)) === 0, { within: '10s', what: `no ${selector}` });
  }

  async press(button: string, within = 'body'): Promise<void> {
    await this.page.locator(`${within} ::-p-aria([name="${button}"][role="button"])`).click();
  }

  async fill(label: string, text: string): Promise<void> {
    await this.page.locator(`::-p-aria(${label})`).fill(text);
  }

  /** Light or dark, as the system would ask for. */
  async wear(scheme: 'light' | 'dark'): Promise<void> {
    await this.page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
  }

  async evaluate<Result>(expression: string): Promise<Result> {
    return (await this.page.evaluate(expression)) as Result;
  }

  /** Leaves, with a look at whether the browser had anything to say: an error, or a violation of the policy. */
  async leave(): Promise<void> {
    await this.page.close();
    expect(this.complaints).toEqual([]);
  }
}

/** Opens the path, signed in by a link as `npm start` prints it. */
export async function visit(browser: Browser, url: string, path = '/', options: VisitOptions = {}): Promise<Visit> {
  const { scheme = 'light', width = 1280, token = TOKEN } = options;
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: HTTPRequest[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => requests.push(request));
  await page.setViewport({ width, height: 800 });
  const view = new Visit(page, complaints, requests);
  await view.wear(scheme);
  await page.goto(`${url}${path}${token === null ? '' : `#token=${token}`}`);
  return view;
}
