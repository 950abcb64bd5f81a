/** As much of a browser as a sign-in needs: cookies by host, and redirects that are followed one by one. */
export class Browser {
  readonly #jars = new Map<string, Map<string, { readonly value: string; readonly attributes: string }>>();

  /** Follows redirects to the end; the addresses on the way, the last one first answered otherwise. */
  async open(address: string, until: (url: URL) => boolean = () => false): Promise<{ url: URL; response: Response }> {
    let url = new URL(address);
    for (let hops = 0; hops < 20; hops += 1) {
      const response = await this.send(url);
      const location = response.headers.get('location');
      if (location === null) return { url, response };
      url = new URL(location, url);
      if (until(url)) return { url, response };
    }
    throw new Error(`${address} leads in circles`);
  }

  async send(url: URL | string, init: RequestInit = {}): Promise<Response> {
    const jar = this.#jar(new URL(url).host);
    const cookie = [...jar].map(([name, { value }]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie === '' ? {} : { cookie }), ...(init.headers as Record<string, string>) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = '', attributes = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(line) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(attributes)) jar.delete(name);
      else jar.set(name, { value, attributes });
    }
    return response;
  }

  cookie(host: string, name: string): { readonly value: string; readonly attributes: string } | undefined {
    return this.#jar(host).get(name);
  }

  setCookie(host: string, name: string, value: string): void {
    this.#jar(host).set(name, { value, attributes: '' });
  }

  #jar(host: string): Map<string, { readonly value: string; readonly attributes: string }> {
    const jar = this.#jars.get(host) ?? new Map<string, { readonly value: string; readonly attributes: string }>();
    this.#jars.set(host, jar);
    return jar;
  }
}
