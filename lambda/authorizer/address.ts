/** An address comes in, what speaks against fetching keys from it goes out; pure. */

/**
 * Keys come over https. Plain http has to be allowed by name and is for development: loopback, and the host as a container sees it.
 *
 * @returns what was expected, or undefined where the address is good
 */
export function addressProblem(address: string, insecureAllowHttp: boolean): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.username || url?.password) return 'a URL without user or password';
  if (url?.protocol === 'https:') return undefined;
  if (url?.protocol !== 'http:') return 'an https URL';
  if (!insecureAllowHttp) return 'an https URL; plain http needs insecureAllowHttp and a loopback host';
  return LOCAL_HOST.test(url.hostname)
    ? undefined
    : 'an https URL; plain http is for loopback and host.docker.internal only';
}

/** Addresses stand in messages, and a password that stands before the host must not. */
export function withoutPassword(address: string): string {
  return address.replace(/^(.*\/\/)?.*@/s, '$1...@');
}

const LOCAL_HOST = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|host\.docker\.internal)$/;
